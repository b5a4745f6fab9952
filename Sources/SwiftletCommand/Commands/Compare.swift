import ArgumentParser
import Swiftlet

extension Command {
    struct Compare: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set networks side by side.",
            discussion: """
                Examples:
                  swiftlet compare mobilenet_v2 mobilenet_v3_large efficientnet_b0
                  swiftlet compare --measure --threads 1 --html zoo.html
                  swiftlet compare squeezenet1_0 squeezenet1_1 --json
                  swiftlet compare mobilenet_v2 exported.onnx --csv

                Parameters, multiply-accumulates (MACs), activations, bytes that the layers read and write, and published \
                top-1 accuracy for pictures of the same size; without names, of the whole catalogue. --measure adds what \
                each takes on this machine, by kind of layer. --html writes a page with accuracy over cost, the roofline and \
                the kinds of layers.
                """)

        @OptionGroup var networks: NetworkArguments

        @Flag(help: "Time every network; see 'swiftlet roofline'.")
        var measure = false

        @OptionGroup var threads: ThreadOptions

        @OptionGroup var input: SizeOptions

        @Option(help: ArgumentHelp("Write a page with tables and pictures.", valueName: "file"))
        var html: PathArgument?

        @Option(help: ArgumentHelp("Write every picture as a file of its own.", valueName: "folder"))
        var svg: PathArgument?

        @OptionGroup var output: OutputOptions

        @Flag(help: "Print comma-separated values, a line for each network.")
        var csv = false

        func validate() throws {
            guard !csv || !output.json else { throw ValidationError("--json and --csv exclude each other") }
        }

        func run() throws {
            try OutputPaths.check(html, folder: svg)
            let comparison = try compared()
            if let html { try TextFile.write(HTMLReport.comparison(comparison), to: html.path) }
            if let svg { try ChartFolder(svg.path).write(comparison.charts) }
            noteAccuracies(comparison)
            let report = ComparisonReport(comparison)
            try Terminal.print(output.json ? JSON.line(report.rows) : csv ? report.csv : report.table)
        }

        /// Explains missing accuracies: they were published for another size of pictures.
        private func noteAccuracies(_ comparison: Comparison) {
            guard let size = input.size, comparison.networks.allSatisfy({ $0.top1 == nil }) else { return }
            Terminal.note("note: with --size \(size) no accuracy is shown: none was published for that size\n")
        }

        private func compared() throws -> Comparison {
            let named = try networks.named.map { try NamedNetwork($0) }
            let all = named.isEmpty ? Catalogue.entries.map(NamedNetwork.catalogue) : named
            let count = threads.configuration.threads
            let roofline = measure ? try RooflineCache(.selected()).roofline(threads: [count]) : nil
            var progress = ProgressBar(total: roofline == nil ? 0 : all.count, unit: "networks")
            defer { progress.hide() }
            var networks: [Comparison.Network] = []
            for named in all {
                let (graph, file) = try named.graph(size: input.size)
                var network = named.compared(Complexity(of: graph))
                if let roofline {
                    // More networks get less time each, so that the whole catalogue takes a few minutes.
                    let seconds = max(0.3, min(1, 20 / Double(all.count)))
                    network.timing = NetworkTiming(
                        try Latency(
                            of: graph, weights: file?.weights, roofline: roofline, threads: count, seconds: seconds))
                    progress.advance(by: 1, redraw: false)
                }
                networks.append(network)
            }
            guard let roofline, let ceilings = roofline.ceilings(threads: count) else { return Comparison(networks) }
            return Comparison(
                networks, roof: Comparison.Roof(ceilings),
                measurement: """
                    Measured on \(roofline.machine.processor) with \(roofline.instructionSet) kernels and \(count) \
                    thread\(count == 1 ? "" : "s"), float32, one picture at a time: for each step of the engine the least of \
                    several runs, added up.
                    """)
        }
    }
}

extension NamedNetwork {
    /// The network's row in a comparison. A file has neither a family nor a published accuracy.
    fileprivate func compared(_ complexity: Complexity) -> Comparison.Network {
        switch self {
        case .catalogue(let entry): Comparison.Network(entry, complexity: complexity)
        case .file: Comparison.Network(complexity.name, family: "ONNX", top1: nil, complexity: complexity)
        }
    }
}
