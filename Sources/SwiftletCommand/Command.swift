import ArgumentParser
import Foundation
import Swiftlet
import _System

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
            var command = try parseAsRoot(joiningNegativeNumbers(ArgumentBytes.ofProcess))
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

extension Command {
    /// The arguments with `--size -1` as `--size=-1`: no option begins with a digit, so that a negative number is always
    /// the value of what stands before it, and is refused with that option's name.
    static func joiningNegativeNumbers(_ arguments: [String]) -> [String] {
        var result: [String] = []
        for (index, argument) in arguments.enumerated() {
            if argument == "--" { return result + arguments[index...] }
            let isNegative = argument.first == "-" && argument.dropFirst().first.map { $0.isASCII && $0.isNumber } == true
            if isNegative, let option = result.last, option.hasPrefix("--"), option.count > 2, !option.contains("=") {
                result[result.count - 1] += "=" + argument
            } else {
                result.append(argument)
            }
        }
        return result
    }
}

/// A failure that no library type describes.
struct CommandError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
