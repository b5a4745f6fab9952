import ArgumentParser
import Foundation
import Swiftlet
import TextTable

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
        var name: String?

        @Option(help: ArgumentHelp("Measure the blocks of a search space instead.", valueName: "space"))
        var space: SearchSpace?

        @Option(help: ArgumentHelp("Height and width of the network's input.", valueName: "pixels"))
        var size: Int?

        @OptionGroup var threads: ThreadOptions

        @Option(name: [.short, .long], help: ArgumentHelp("Write the JSON to a file.", valueName: "file"))
        var output: String?

        @OptionGroup var format: OutputOptions

        func validate() throws {
            guard (name == nil) != (space == nil) else {
                throw ValidationError("give the name of a network, or --space")
            }
            guard size == nil || space == nil else {
                throw ValidationError("--size is for networks; the blocks of a space have sizes of their own")
            }
            if let size, size < 1 { throw ValidationError("--size is \(size); it must be at least 1") }
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
            if let space {
                table = try LatencyTable(of: space, configuration: threads.configuration, progress: advance)
            } else {
                let name = name ?? ""
                let graph =
                    NetworkFile.isNamed(name)
                    ? try NetworkFile.read(name, batch: 1, size: size).graph
                    : try NetworkFile.catalogueEntry(name).graph(NetworkOptions(height: size, width: size))
                table = try LatencyTable(of: graph, configuration: threads.configuration, progress: advance)
            }
            bar?.hide()
            let json = try JSON.line(table)
            if let output {
                try AtomicFile.write(to: output) { writer throws(FormatError) in
                    try writer.write(Array((json + "\n").utf8))
                }
            }
            if format.json {
                try Terminal.print(json)
            } else if let output {
                try Terminal.print("\(Format.printable(output)): \(table.entries.count) entries of \(table.name)")
            } else {
                try Terminal.print(table.text)
            }
        }
    }
}

extension LatencyTable {
    /// The table for people.
    fileprivate var text: String {
        let table = TextTable<OperatorLatency> { entry in
            let key = entry.operator
            let label = key.expansion.map { expansion in
                "\(key.operation) \(expansion) \(key.kernel ?? 0)"
                    + (key.stride == 2 ? " stride 2" : "") + (key.squeezesAndExcites == true ? " SE" : "")
            }
            return [
                Column("operator" <- Self.cut(label ?? key.operation)),
                Column("input" <- "\(key.input)"),
                Column("output" <- "\(key.output)"),
                Column("MACs" <- AnalysisTable.count(entry.macs), align: .right),
                Column("ms" <- Format.fixed(entry.milliseconds, 4), align: .right),
                Column("least" <- Format.fixed(entry.leastMilliseconds, 4), align: .right),
            ] + (kind == .network ? [Column("layers" <- entry.layers.count, align: .right)] : [])
        }
        let rows = (table.string(for: entries) ?? "").trimmingCharacters(in: .newlines)
        let threads = "\(self.threads) thread\(self.threads == 1 ? "" : "s")"
        return "\(rows)\n\(name): \(entries.count) entries on \(threads), \(instructionSet.rawValue)"
    }

    private static func cut(_ text: String) -> String {
        text.count <= 48 ? text : String(text.prefix(47)) + "…"
    }
}
