import ArgumentParser
import Foundation
import Swiftlet

extension Command {
    struct Dot: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Draw a network by blocks.",
            discussion: """
                Examples:
                  swiftlet dot mobilenet_v2 --svg mobilenet_v2.svg
                  swiftlet dot squeezenet1_1 --depth 3 | dot -Tpdf -o squeezenet.pdf
                  swiftlet dot exported.onnx --svg exported.svg

                Prints Graphviz' language: boxes as the blocks nest, with their parameters and MACs, and the shapes that flow \
                between them. --svg has Graphviz' program 'dot' draw it.
                """)

        @OptionGroup var network: AnalysedNetwork

        @Option(help: ArgumentHelp("Levels of blocks to unfold.", valueName: "levels"))
        var depth = 2

        @Option(help: ArgumentHelp("Write a picture, by Graphviz.", valueName: "file"))
        var svg: PathArgument?

        @Flag(help: "Print the text as JSON.")
        var json = false

        func validate() throws {
            guard (1...64).contains(depth) else { throw ValidationError("--depth is \(depth), which is not in 1…64") }
            guard svg == nil || !json else { throw ValidationError("--json and --svg exclude each other") }
        }

        func run() throws {
            try OutputPaths.check(svg)
            let text = BlockDiagram(of: try network.load().graph, depth: depth).dot
            if let svg {
                let picture = try Graphviz.svg(text)
                try AtomicFile.write(to: svg.path) { writer throws(FormatError) in try writer.write(picture) }
            } else {
                try Terminal.print(json ? JSON.line(["dot": text]) : text.trimmingCharacters(in: .newlines))
            }
        }
    }
}
