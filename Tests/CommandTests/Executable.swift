import Foundation
import TestSupport
import Testing

/// The built `swiftlet`, run as its users run it.
enum Executable {
    struct Outcome {
        let status: Int32
        let output: String
        let error: String

        /// The lines of standard output as JSON objects.
        func objects() throws -> [[String: Any]] {
            try output.split(separator: "\n").map {
                try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
            }
        }
    }

    static let samples = Repository.path("Samples")

    /// Beside the test bundle, wherever that was built.
    static let path: String = {
        let beside = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "swiftlet")
            .path
        return FileManager.default.isExecutableFile(atPath: beside)
            ? beside : Repository.path(".build/release/swiftlet")
    }()

    static func run(
        _ arguments: String..., input: String = "/dev/null", environment: [String: String] = [:]
    ) throws -> Outcome {
        try run(arguments, input: input, environment: environment)
    }

    /// Runs a command of the shell, in which `$swiftlet` is the program; `printf` makes names that are not UTF-8.
    static func shell(_ command: String, environment: [String: String] = [:]) throws -> Outcome {
        try run(
            ["-c", command], program: "/bin/bash", environment: environment.merging(["swiftlet": path]) { $1 })
    }

    static func run(
        _ arguments: [String], program: String = path, input: String = "/dev/null", environment: [String: String] = [:]
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        return try withTemporaryFolder { folder in
            // Files, not pipes: nobody has to read while the process runs.
            func file(_ name: String) throws -> FileHandle {
                let path = folder + "/" + name
                _ = FileManager.default.createFile(atPath: path, contents: nil)
                return try #require(FileHandle(forWritingAtPath: path))
            }
            process.standardOutput = try file("output")
            process.standardError = try file("error")
            process.standardInput = FileHandle(forReadingAtPath: input)
            // The threads that tests run on block signals, and a program inherits that.
            var (none, before) = (sigset_t(), sigset_t())
            sigemptyset(&none)
            pthread_sigmask(SIG_SETMASK, &none, &before)
            defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
            try process.run()
            process.waitUntilExit()
            func text(_ name: String) throws -> String {
                String(decoding: try Data(contentsOf: URL(filePath: folder + "/" + name)), as: UTF8.self)
            }
            // A trap is a signal, never an exit status.
            #expect(process.terminationReason == .exit)
            return Outcome(status: process.terminationStatus, output: try text("output"), error: try text("error"))
        }
    }
}
