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
                  swiftlet analyze mobilenet_v3_large --measure --threads 1
                  swiftlet analyze efficientnet_b0 --json
                  swiftlet analyze exported.onnx --batch 8 --csv

                Parameters, multiply-accumulates (MACs, of convolutions and linear layers, as the papers count) and \
                floating-point operations (FLOPs, everything, two for each MAC), activations, bytes that each layer reads \
                and writes, live memory and receptive field. Without --measure nothing is run, and no weights are ever \
                needed. ONNX files are those of convolutional classifiers, as PyTorch and tf2onnx export them.
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

        @Flag(help: "Time every layer on this machine, beside what its roofline predicts; see 'swiftlet roofline'.")
        var measure = false

        @OptionGroup var threads: ThreadOptions

        @Option(help: ArgumentHelp("Write a page with the tree and pictures.", valueName: "file"))
        var html: PathArgument?

        func validate() throws {
            guard (1...64).contains(depth) else { throw ValidationError("--depth is \(depth), which is not in 1…64") }
            guard !measure || dtype == .float32 else {
                throw ValidationError("--measure runs in float32; leave --dtype out")
            }
            guard !csv || !output.json else { throw ValidationError("--json and --csv exclude each other") }
        }

        func run() throws {
            try OutputPaths.check(html)
            let (graph, file) = try network.load()
            if let sharing = file?.sharing { Terminal.note("\(try network.name.required().text): \(sharing)\n") }
            let complexity = Complexity(of: graph, scalarType: dtype.scalarType)
            let latency = measure ? try latency(of: graph, file?.weights) : nil
            if let html {
                try TextFile.write(HTMLReport.analysis(complexity, latency, depth: depth), to: html.path)
            }
            if output.json {
                try Terminal.print(JSON.line(AnalysisJSON(complexity, latency, sharedTensors: file?.sharedTensors)))
            } else if csv {
                try Terminal.print(AnalysisCSV.text(complexity, latency))
            } else if let latency {
                try Terminal.print(LatencyTreeTable(latency: latency, depth: depth).text)
            } else {
                try Terminal.print(AnalysisTable(complexity: complexity, depth: depth).text)
            }
        }

        private func latency(of graph: Graph, _ weights: Weights?) throws -> Latency {
            let weights = try weights ?? .random(fittingFor: graph)
            // Fails before the roofs are measured, which may take a minute.
            try Program.checkMemory(graph, weights: weights, configuration: threads.configuration)
            let count = threads.configuration.threads
            let roofline = try RooflineCache(.selected()).roofline(threads: [count])
            return try Latency(of: graph, weights: weights, roofline: roofline, threads: count)
        }
    }
}
