import ArgumentParser
import Foundation

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
        subcommands: [
            Classify.self, Run.self, Models.self, Pull.self, Convert.self, Bench.self,
            Profile.self, Tune.self, Analyze.self, Compare.self, Experiment.self, Roof.self, Lut.self, Dot.self,
        ])

    static func main() {
        // A reader that goes away must not end the process in the middle of writing a file: the write fails instead.
        signal(SIGPIPE, SIG_IGN)
        main(Arguments.joiningNegativeNumbers(Array(CommandLine.arguments.dropFirst())))
    }
}

/// A failure that no library type describes.
struct CommandError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
