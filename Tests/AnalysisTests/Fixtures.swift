import Foundation
import Testing

/// What others count, with its sources in the files themselves.
enum Fixtures {
    /// fvcore's counts of torchvision's networks: see `Tools/fixtures/make_analysis_fixtures.py`.
    struct Counts: Decodable {
        struct Network: Decodable {
            let macs: [String: Int]
            let activations: [String: Int]
        }
        let networks: [String: Network]
    }

    static func data(_ name: String) throws -> Data {
        let url = try #require(Bundle.module.resourceURL).appending(path: "Fixtures/\(name)")
        return try Data(contentsOf: url)
    }

    static func fvcore() throws -> [String: Counts.Network] {
        try JSONDecoder().decode(Counts.self, from: data("fvcore.json")).networks
    }

    /// Name, side and millions of activations.
    static func timmActivations() throws -> [(name: String, side: Int, millions: Double, digits: Int)] {
        try String(decoding: data("timm_macts.tsv"), as: UTF8.self).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }
            .map { line in
                let fields = line.split(separator: "\t").map(String.init)
                let digits = fields[3].split(separator: ".").dropFirst().first?.count ?? 0
                return (fields[0], try #require(Int(fields[2])), try #require(Double(fields[3])), digits)
            }
    }
}
