import ArgumentParser
import Foundation
import Rainbow
import Swiftlet
import TextTable

extension Command {
    struct Models: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the networks.",
            discussion: """
                Example:
                  swiftlet models --json

                Parameters, multiply-accumulates (MACs) for one picture of the input size, and where trained weights come \
                from, with their licence and published top-1 accuracy on ImageNet in per cent.
                """)

        @OptionGroup var output: OutputOptions

        func run() throws {
            if output.json {
                try Terminal.print(JSON.line(Catalogue.entries.map(Row.init)))
            } else {
                try Terminal.print(Self.table(Catalogue.entries))
            }
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
                let top1: Double
                let top1Origin: String
            }

            let name: String
            let family: String
            let paper: Paper
            /// `[channels, height, width]`
            let input: [Int]
            let parameters: Int
            let macs: Int
            /// Of the first of ``weights``.
            let top1: Double?
            let weights: [Weights]

            init(_ entry: CatalogueEntry) {
                name = entry.name
                family = entry.family
                let paper = entry.paper
                self.paper = Paper(title: paper.title, authors: paper.authors, year: paper.year, url: paper.url)
                input = [entry.inputSize.channels, entry.inputSize.height, entry.inputSize.width]
                parameters = entry.parameters
                macs = entry.macs
                top1 = entry.weights.first?.top1
                weights = entry.weights.map {
                    Weights(
                        id: $0.id, source: $0.source.text, licence: $0.licence, top1: $0.top1, top1Origin: $0.top1Origin
                    )
                }
            }
        }

        private static func table(_ entries: [CatalogueEntry]) -> String {
            let table = TextTable<CatalogueEntry> { entry in
                let weights = entry.weights.first
                return [
                    Column("name" <- entry.name),
                    Column("family" <- entry.family),
                    Column("paper" <- "\(entry.paper.authors) \(entry.paper.year)"),
                    Column("input" <- "\(entry.inputSize.height)×\(entry.inputSize.width)", align: .right),
                    Column("parameters" <- Format.count(entry.parameters), align: .right),
                    Column("MACs" <- Format.count(entry.macs), align: .right),
                    Column("top-1 %" <- weights.map { Format.fixed($0.top1, 1) } ?? "–", align: .right),
                    Column("weights" <- weights?.source.text ?? "–"),
                    Column("licence" <- weights?.licence ?? "–"),
                ]
            }
            return (table.string(for: entries) ?? "").trimmingCharacters(in: .newlines)
        }
    }
}

extension WeightsSource {
    /// Where a file of weights is, in words.
    fileprivate var text: String {
        switch self {
        case .embedded: "embedded"
        case .huggingFace(let repository, let file): "https://huggingface.co/\(repository)/resolve/main/\(file)"
        case .url(let url): url
        }
    }
}
