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
            var command = try parseAsRoot(Arguments.joiningNegativeNumbers(ArgumentBytes.ofProcess))
            try command.run()
        } catch {
            let code = exitCode(for: error)
            let message = ArgumentBytes.printable(fullMessage(for: error))
            if code != .success, !message.isEmpty { Terminal.note(message + "\n") }
            // Help is an error to the argument parser.
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

/// A failure that no library type describes.
struct CommandError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
