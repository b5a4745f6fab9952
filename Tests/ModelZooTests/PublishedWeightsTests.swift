import Foundation
import SwiftletModelZoo
import Testing

/// The catalogue's entries against torchvision's and timm's own sources, which `Tools/zoo/published_weights.py` reads.
@Suite struct PublishedWeightsTests {
    struct Row {
        let network, id, source, licence, top1, interpolation, padding, epsilon, release: String
        let resize, crop: Int
        let mean, standardDeviation: [Double]
    }

    static func rows() throws -> [String: Row] {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Fixtures/published_weights.tsv")
        let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n").dropFirst(2)
        let rows = try lines.map { line in
            let cells = line.split(separator: "\t").map(String.init)
            func pixels(_ text: String) -> [Double] { text.split(separator: ",").map { Double($0)! * 255 } }
            try #require(cells.count == 13)
            return Row(
                network: cells[0], id: cells[1], source: cells[2], licence: cells[3], top1: cells[4],
                interpolation: cells[7], padding: cells[10], epsilon: cells[11], release: cells[12],
                resize: try #require(Int(cells[5])),
                crop: try #require(Int(cells[6])), mean: pixels(cells[8]), standardDeviation: pixels(cells[9]))
        }
        return Dictionary(uniqueKeysWithValues: rows.map { ("\($0.network) \($0.id)", $0) })
    }

    @Test func entriesAreWhatTheirLibrariesSay() throws {
        let rows = try Self.rows()
        var count = 0
        for network in Catalogue.entries {
            for entry in network.weights where entry.source != .embedded {
                let name: Comment = "\(network.name) \(entry.id)"
                let row = try #require(rows[name.rawValue], name)
                count += 1
                switch entry.source {
                case .embedded: break
                case .huggingFace(let repository, let file):
                    #expect(repository == row.source && file == "model.safetensors", name)
                case .url(let url): #expect(url == row.source, name)
                }
                #expect(entry.licence == row.licence, name)
                if row.top1 != "-" { #expect(entry.top1 == Double(row.top1), name) }
                let picture = entry.preprocessing
                #expect(picture.resize == row.resize && picture.crop == row.crop, name)
                #expect(picture.interpolation.rawValue == row.interpolation, name)
                for (ours, theirs) in [(picture.mean, row.mean), (picture.standardDeviation, row.standardDeviation)] {
                    #expect(zip(ours, theirs).allSatisfy { abs($0 - $1) < 1e-9 }, "\(name): \(ours), not \(theirs)")
                }
                #expect(entry.padding.rawValue == row.padding, name)
                // The name of the file ends in the first digits of its SHA-256.
                let digits = row.release.split(separator: "-").last?.split(separator: ".").first.map(String.init)
                #expect(entry.sha256 == (digits.map { [$0] } ?? []), name)
                #expect(entry.naming.rawValue == String(entry.id.prefix { $0 != "." }), name)
                if row.epsilon != "-" { #expect(entry.batchNormEpsilon == Double(row.epsilon), name) }
            }
        }
        #expect(count > 80)
    }

    @Test func noneOfTorchvisionsIsMissing() throws {
        for row in try Self.rows().values where row.id.hasPrefix("torchvision.") {
            #expect(try Catalogue.entry(row.network).weights.contains { $0.id == row.id }, "\(row.network) \(row.id)")
        }
    }
}
