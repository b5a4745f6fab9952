import ArgumentParser
import Foundation
import Swiftlet
import _SwiftletSystem

@main
struct Command: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "swiftlet",
        abstract: "Efficient convolutional networks: classify pictures, run, convert and measure networks.",
        discussion: """
            Example: swiftlet classify photo.jpg

            The network \(Defaults.network) is part of this executable: classifying with it needs no other file. \
            The environment variable SWIFTLET_ISA (baseline, avx2, avx512) chooses the instruction set; NO_COLOR keeps \
            colour out of the output.
            """,
        version: swiftletVersion,
        subcommands: [
            Classify.self, Run.self, Models.self, Pull.self, Convert.self, Bench.self,
            Profile.self, Tune.self, Analyze.self, Compare.self, Experiment.self, Roof.self, Lut.self, Dot.self,
        ])

    static func main() {
        CleanUp.occupyStandardStreams()
        CleanUp.onSignals()
        do {
            let arguments = ArgumentBytes.ofProcess
            try MistakenName.checkCommand(arguments)
            var command = try parseAsRoot(Arguments.joiningNegativeNumbers(arguments))
            try command.run()
        } catch {
            let error = CommandError.explaining(error)
            let code = exitCode(for: error)
            let message = ArgumentBytes.printable(fullMessage(for: error))
            if code != .success, !message.isEmpty { Terminal.note(message + "\n") }
            // The argument parser treats help as an error.
            guard code == .success, !message.isEmpty else { exit(withError: code) }
            do {
                try Terminal.print(message)
            } catch {
                Terminal.printError(error)
                exit(withError: ExitCode.failure)
            }
        }
    }
}

/// A failure that the library's error types do not describe.
struct CommandError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension CommandError {
    /// The error in the command's terms, in place of library texts that mention Swift.
    static func explaining(_ error: any Error) -> any Error {
        guard case ModelError.noWeights(let network) = error else { return error }
        guard let entry = try? Catalogue.entry(network),
            entry.weights.contains(where: { $0.source.remoteFile != nil })
        else {
            return CommandError(
                "no weights for \(network) are embedded, and nobody published any; give a file of them: --weights FILE")
        }
        return CommandError(
            "no weights for \(network) are embedded; give --weights FILE, or --pretrained for the published ones after: "
                + "swiftlet pull \(network)")
    }
}
