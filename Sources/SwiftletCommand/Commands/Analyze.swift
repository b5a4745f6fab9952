import ArgumentParser
import Foundation
import Swiftlet

extension Command {
    struct Analyze: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what a network costs, layer by layer.",
            discussion: """
                Examples:
                  swiftlet analyze mobilenet_v2
                  swiftlet analyze mobilenet_v2 --size 160 --width 0.5 --depth 3
                  swiftlet analyze efficientnet_b0 --json

                Parameters, multiply-accumulates (MACs, of convolutions and linear layers, as the papers count) and \
                floating-point operations (FLOPs, everything, two for each MAC), activations, bytes that each layer reads \
                and writes, live memory and receptive field. Nothing is run and no weights are needed.
                """)

        enum ElementType: String, CaseIterable, ExpressibleByArgument {
            case float32, float16, bfloat16, int8

            var scalarType: ScalarType { ScalarType(rawValue: rawValue)! }
        }

        @OptionGroup var network: AnalysedNetwork

        @Option(help: ArgumentHelp("Levels of blocks that the table unfolds.", valueName: "levels"))
        var depth = 2

        @Option(
            help: ArgumentHelp("What activations and weights are stored as; it scales the bytes.", valueName: "type"))
        var dtype = ElementType.float32

        @OptionGroup var output: OutputOptions

        @Flag(help: "Print comma-separated values, a line for each layer.")
        var csv = false

        @Option(help: ArgumentHelp("Write a page with the tree and pictures.", valueName: "file"))
        var html: String?

        func validate() throws {
            guard (1...64).contains(depth) else { throw ValidationError("--depth is \(depth), which is not in 1…64") }
            guard !csv || !output.json else { throw ValidationError("--json and --csv exclude each other") }
        }

        func run() throws {
            let complexity = Complexity(of: try network.graph(), scalarType: dtype.scalarType)
            if let html { try TextFile.write(HTMLReport.analysis(complexity, depth: depth), to: html) }
            if output.json {
                try Terminal.print(JSON.line(AnalysisJSON(complexity)))
            } else if csv {
                try Terminal.print(AnalysisCSV.text(complexity))
            } else {
                try Terminal.print(AnalysisTable(complexity: complexity, depth: depth).text)
            }
        }
    }
}
