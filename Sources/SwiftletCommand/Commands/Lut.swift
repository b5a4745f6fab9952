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

        @Argument(
            help: ArgumentHelp("The network, see 'swiftlet models'; or an ONNX file (.onnx).", valueName: "name|file"))
        var nameOrFile: PathArgument?

        @Option(help: ArgumentHelp("Measure the blocks of a search space instead.", valueName: "space"))
        var space: SearchSpace?

        @OptionGroup var input: SizeOptions

        @OptionGroup var threads: ThreadOptions

        @Option(name: [.short, .long], help: ArgumentHelp("Write the JSON to a file.", valueName: "file"))
        var output: PathArgument?

        @OptionGroup var format: OutputOptions

        func validate() throws {
            if let nameOrFile, let space {
                throw ValidationError(
                    "--space \(space.rawValue) and the network '\(nameOrFile.text)' exclude each other; give one of them")
            }
            guard nameOrFile != nil || space != nil else {
                throw ValidationError("nothing to measure; give the name of a network, or a search space by --space")
            }
            guard input.size == nil || space == nil else {
                throw ValidationError("--size is for networks; the blocks of a space have sizes of their own")
            }
        }

        func run() throws {
            var bar: ProgressBar?
            var shown = 0
            func advance(_ done: Int, of total: Int) {
                if bar == nil { bar = ProgressBar(total: total, unit: "operators") }
                bar?.advance(by: done - shown, redraw: false)
                shown = done
            }
            let table: LatencyTable
            if let nameOrFile {
                let graph =
                    NetworkFile.isNamed(nameOrFile)
                    ? try NetworkFile.read(nameOrFile, batch: 1, size: input.size).graph
                    : try NetworkFile.catalogueEntry(nameOrFile).graph(
                        NetworkOptions(height: input.size?.height, width: input.size?.width))
                table = try LatencyTable(of: graph, configuration: threads.configuration, progress: advance)
            } else {
                guard let space else { return }
                table = try LatencyTable(of: space, configuration: threads.configuration, progress: advance)
            }
            bar?.hide()
            let report = Report(table, isSpace: space != nil)
            let json = try JSON.line(report)
            if let output {
                try AtomicFile.write(to: output.path) { writer throws(FormatError) in
                    try writer.write(Array((json + "\n").utf8))
                }
            }
            if format.json {
                try Terminal.print(json)
            } else if let output {
                try Terminal.print("\(output.text): \(report.entries.count) entries of \(report.name)")
            } else {
                try Terminal.print(report.table)
            }
        }
    }
}

extension Command.Lut {
    /// The table as JSON.
    struct Report: Encodable {
        struct Entry: Encodable {
            let operation: String
            let input: [Int]
            let output: [Int]
            let kernel: [Int]?
            let stride: [Int]?
            let groups: Int?
            let expansion: Int?
            let squeezeExcite: Bool?
            let activation: String?
            let parameters: Int
            let macs: Int
            let ms: Double
            let leastMs: Double
            /// The network's layers like this one.
            let layers: [String]?

            init(_ entry: OperatorLatency, isSpace: Bool) {
                let key = entry.operator
                operation = key.operation
                input = key.input.extents
                output = key.output.extents
                kernel = key.kernel.map { [$0.height, $0.width] }
                stride = key.stride.map { [$0.height, $0.width] }
                groups = key.groups
                expansion = key.expansion
                squeezeExcite = key.squeezesAndExcites
                activation = key.activation
                parameters = entry.parameters
                macs = entry.macs
                ms = entry.milliseconds
                leastMs = entry.leastMilliseconds
                layers = isSpace ? nil : entry.layers
            }
        }

        let version = 1
        /// `network` or `space`.
        let kind: String
        let name: String
        let processor: String
        let isa: String
        let threads: Int
        let dtype = "float32"
        let entries: [Entry]
        let omitted: [String]

        init(_ table: LatencyTable, isSpace: Bool) {
            kind = isSpace ? "space" : "network"
            name = table.name
            processor = Machine.current.processor
            isa = table.instructionSet.rawValue
            threads = table.threads
            entries = table.entries.map { Entry($0, isSpace: isSpace) }
            omitted = table.omitted
        }

        var table: String {
            let times = NumberColumn(entries.map(\.leastMs), hasUnits: false)
            var table = Table(rows: entries.count)
            table.add("operator", rank: 0, entries.map { Format.cut($0.label, 48) })
            table.add("input", rank: 2, entries.map { $0.input.map(String.init).joined(separator: "×") })
            table.add("output", rank: 3, entries.map { $0.output.map(String.init).joined(separator: "×") })
            table.add("MACs", rank: 1, entries.map(\.macs))
            table.add(number: "ms", rank: 0, entries.map { times.text($0.ms) })
            table.add(number: "least", rank: 4, entries.map { times.text($0.leastMs) })
            if kind == "network" {
                table.add(number: "layers", rank: 5, entries.map { "\($0.layers?.count ?? 0)" })
            }
            let threads = "\(self.threads) thread\(self.threads == 1 ? "" : "s")"
            return "\(table.text())\n\(name): \(entries.count) entries on \(threads), \(isa)"
        }
    }
}

extension Command.Lut.Report.Entry {
    /// For people: a block by its choices.
    fileprivate var label: String {
        guard let expansion else { return operation }
        return "\(operation) \(expansion) \(kernel?[0] ?? 0)×\(kernel?[1] ?? 0)"
            + (stride == [2, 2] ? " stride 2" : "") + (squeezeExcite == true ? " SE" : "")
    }
}
