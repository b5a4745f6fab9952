import ArgumentParser
import Swiftlet

extension SearchSpace: ExpressibleByArgument {}

extension Command {
    struct Lut: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Measure a latency table for architecture searches.",
            discussion: """
                Examples:
                  swiftlet lut mobilenet_v2 --threads 1
                  swiftlet lut --space mobilenetv3 --threads 1 --output mobilenetv3.json
                  swiftlet lut fbnetc_100 --json

                Times every different operator of a network, or every block of a search space, each compiled by itself. The \
                documentation of the module Analysis describes the JSON. Search spaces: \
                \(SearchSpace.allCases.map(\.rawValue).joined(separator: ", ")).
                """)

        @OptionGroup var network: NetworkArgument

        @Option(
            help: ArgumentHelp("Measure the blocks of a search space instead.", valueName: "space"),
            completion: .list(SearchSpace.allCases.map(\.rawValue)))
        var space: SearchSpace?

        @OptionGroup var input: SizeOptions

        @OptionGroup var threads: ThreadOptions

        @Option(name: [.short, .long], help: ArgumentHelp("Write the JSON to a file.", valueName: "file"))
        var output: PathArgument?

        @OptionGroup var format: OutputOptions

        func validate() throws {
            if let named = network.named, let space {
                throw ValidationError(
                    "--space \(space.rawValue) and the network '\(named.text)' exclude each other; give one of them")
            }
            guard network.named != nil || space != nil else {
                throw ValidationError("nothing to measure; name a network, or a search space by --space")
            }
            guard input.size == nil || space == nil else {
                throw ValidationError("--size is for networks; the blocks of a space have sizes of their own")
            }
        }

        func run() throws {
            try OutputPaths.check(output)
            var bar: ProgressBar?
            var shown = 0
            func advance(_ done: Int, of total: Int) {
                if bar == nil { bar = ProgressBar(total: total, unit: "operators") }
                bar?.advance(by: done - shown, redraw: false)
                shown = done
            }
            let table: LatencyTable
            if let named = network.named {
                let graph = try NamedNetwork(named).graph(size: input.size).graph
                table = try LatencyTable(of: graph, configuration: threads.configuration, progress: advance)
            } else {
                guard let space else { return }
                table = try LatencyTable(of: space, configuration: threads.configuration, progress: advance)
            }
            bar?.hide()
            let json = try table.json()
            if let output {
                try AtomicFile.write(to: output.path) { writer throws(FormatError) in
                    try writer.write(Array((json + "\n").utf8))
                }
            }
            if format.json {
                try Terminal.print(json)
            } else if let output {
                try Terminal.print("\(output.text): \(table.entries.count) entries of \(table.name)")
            } else {
                try Terminal.print(table.text)
            }
        }
    }
}

extension LatencyTable {
    /// The table for people.
    fileprivate var text: String {
        let times = NumberColumn(entries.map(\.leastMilliseconds), hasUnits: false)
        var table = Table(rows: entries.count)
        table.add("operator", rank: 0, entries.map { Format.cut($0.operator.label, 48) })
        table.add("input", rank: 2, entries.map { "\($0.operator.input)" })
        table.add("output", rank: 3, entries.map { "\($0.operator.output)" })
        table.add("MACs", rank: 1, entries.map(\.macs))
        table.add(number: "ms", rank: 0, entries.map { times.text($0.milliseconds) })
        table.add(number: "least", rank: 4, entries.map { times.text($0.leastMilliseconds) })
        if kind == .network {
            table.add(number: "layers", rank: 5, entries.map { "\($0.layers.count)" })
        }
        let threads = "\(self.threads) thread\(self.threads == 1 ? "" : "s")"
        return "\(table.text())\n\(name): \(entries.count) entries on \(threads), \(instructionSet.rawValue)"
    }
}

extension OperatorLatency.Operator {
    /// A block's label for people, made of its choices.
    fileprivate var label: String {
        guard let expansion else { return operation }
        return "\(operation) \(expansion) \(kernel ?? 0)"
            + (stride == 2 ? " stride 2" : "") + (squeezesAndExcites == true ? " SE" : "")
    }
}
