import ArgumentParser
import Foundation
import Swiftlet
import _SwiftletSystem

extension Command {
    struct Models: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the networks.",
            discussion: """
                Examples:
                  swiftlet models --family MobileNet --max-macs 300M --sort macs
                  swiftlet models --json

                Parameters, multiply-accumulates (MACs) for one picture of the input size, and where trained weights come \
                from, with their licence and published top-1 accuracy on ImageNet in per cent.
                """)

        /// The sort orders of the rows.
        enum Order: String, CaseIterable, ExpressibleByArgument {
            case name, params, macs, top1
        }

        @Option(help: ArgumentHelp("Only families whose name contains this.", valueName: "name"), completion: .families)
        var family: String?

        @Option(help: ArgumentHelp("At most so many parameters, such as 5M.", valueName: "count"))
        var maxParams: Quantity?

        @Option(help: ArgumentHelp("At most so many MACs, such as 300M.", valueName: "count"))
        var maxMacs: Quantity?

        @Option(
            help: "Sort by name, params, macs (both from the smallest) or top1 (from the best), not by family.")
        var sort: Order?

        @OptionGroup var output: OutputOptions

        func run() throws {
            let entries = try selected()
            if output.json {
                try Terminal.print(JSON.line(entries.map(Row.init)))
            } else {
                try Terminal.print(Self.table(entries, grouped: sort == nil))
            }
        }

        private func selected() throws -> [CatalogueEntry] {
            let entries = Catalogue.entries.filter { entry in
                (family.map { entry.family.localizedCaseInsensitiveContains($0) } ?? true)
                    && (maxParams.map { Double(entry.parameters) <= $0.value } ?? true)
                    && (maxMacs.map { Double(entry.macs) <= $0.value } ?? true)
            }
            guard !entries.isEmpty else {
                throw CommandError(nothingLeft)
            }
            return switch sort {
            case nil: entries
            case .name: entries.sorted { $0.name < $1.name }
            case .params: entries.sorted { $0.parameters < $1.parameters }
            case .macs: entries.sorted { $0.macs < $1.macs }
            case .top1: entries.sorted { ($0.weights.first?.top1 ?? 0) > ($1.weights.first?.top1 ?? 0) }
            }
        }

        /// Names the filter that leaves no rows, or tells that only all filters together do.
        private var nothingLeft: String {
            let entries = Catalogue.entries
            if let family, !entries.contains(where: { $0.family.localizedCaseInsensitiveContains(family) }) {
                let families = Set(entries.map(\.family)).sorted().joined(separator: ", ")
                return "--family '\(printable(family))' is part of no family's name; those are \(families)"
            }
            if let maxParams, let least = entries.min(by: { $0.parameters < $1.parameters }),
                Double(least.parameters) > maxParams.value
            {
                return "--max-params leaves nothing: the smallest, \(least.name), has \(least.parameters) parameters"
            }
            if let maxMacs, let least = entries.min(by: { $0.macs < $1.macs }), Double(least.macs) > maxMacs.value {
                return "--max-macs leaves nothing: the lightest, \(least.name), takes \(least.macs) MACs"
            }
            let options = [
                family == nil ? nil : "--family", maxParams == nil ? nil : "--max-params",
                maxMacs == nil ? nil : "--max-macs",
            ]
            return "no network fits \(options.compactMap { $0 }.joined(separator: " and ")) together"
        }

        private struct Row: Encodable {
            struct Paper: Encodable {
                let title: String
                let authors: String
                let year: Int
                let url: String
            }

            struct Weights: Encodable {
                let id: String
                let source: String
                let licence: String
                let top1: Double?
                let top1Origin: String?
                /// The SHA-256 of the published files, or its first digits.
                let sha256: [String]
            }

            let name: String
            let family: String
            let paper: Paper?
            /// `[channels, height, width]`
            let input: [Int]
            let parameters: Int
            let macs: Int
            /// The accuracy of the first of ``weights``.
            let top1: Double?
            let weights: [Weights]

            init(_ entry: CatalogueEntry) {
                name = entry.name
                family = entry.family
                paper = entry.paper.map { Paper(title: $0.title, authors: $0.authors, year: $0.year, url: $0.url) }
                input = [entry.inputSize.channels, entry.inputSize.height, entry.inputSize.width]
                parameters = entry.parameters
                macs = entry.macs
                top1 = entry.weights.first?.top1
                weights = entry.weights.map {
                    Weights(
                        id: $0.id, source: $0.source.description, licence: $0.licence, top1: $0.top1,
                        top1Origin: $0.top1Origin,
                        sha256: $0.sha256
                    )
                }
            }
        }

        /// If the rows are grouped, only the first row of a family shows the family's name and paper.
        private static func table(_ entries: [CatalogueEntry], grouped: Bool) -> String {
            var rows: [(entry: CatalogueEntry, isFirst: Bool)] = []
            for entry in entries {
                rows.append((entry, !grouped || entry.family != rows.last?.entry.family))
            }
            let weights = rows.map(\.entry.weights.first)
            var table = Table(rows: rows.count)
            table.add("family", rank: 5, rows.map { $0.isFirst ? $0.entry.family : "" })
            table.add(
                "paper", rank: 6,
                rows.map { row in
                    row.isFirst ? row.entry.paper.map { "\($0.authors) \($0.year)" } ?? "–" : ""
                })
            table.add("name", rank: 0, rows.map(\.entry.name))
            table.add(number: "input", rank: 4, rows.map { "\($0.entry.inputSize.height)×\($0.entry.inputSize.width)" })
            table.add("parameters", rank: 2, rows.map(\.entry.parameters))
            table.add("MACs", rank: 1, rows.map(\.entry.macs))
            table.add(number: "top-1 %", rank: 1, weights.map { ($0?.top1).map { Format.fixed($0, 1) } ?? "–" })
            table.add("weights", rank: 7, weights.map { $0?.source.publisher ?? "–" })
            table.add("licence", rank: 8, weights.map { $0?.licence ?? "–" })
            return table.text()
        }
    }
}

extension WeightsSource {
    /// The file's publisher, in a word.
    fileprivate var publisher: String {
        switch self {
        case .embedded: "embedded"
        case .huggingFace(let repository, _): String(repository.prefix { $0 != "/" }) + " (Hugging Face)"
        case .url(let url): url.split(separator: "/").dropFirst().first.map(String.init) ?? url
        }
    }
}
