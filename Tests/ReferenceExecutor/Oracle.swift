import Foundation
import SwiftletTensors

/// One row of `Tests/Oracles/oracles.json`: what a network must compute, by a PyTorch implementation.
public struct OracleRow: Decodable, Sendable, CustomStringConvertible {
    public let model: String
    public let library: String
    public let version: String
    public let reference: String
    /// `[batch, channels, height, width]`
    public let input: [Int]
    public let inputScale: Float
    public let salt: String
    public let parameters: Int
    public let macs: Int
    /// `same` or `symmetric`
    public let padding: String
    public let batchNormEpsilon: [Double]
    public let output: [Int]
    public let stored: String
    public let maxAbs: Double
    public let tolerance: Double
    public let exponents: [String: Int]
    public let state: [StateEntry]

    public struct StateEntry: Decodable, Sendable {
        public let key: String
        public let shape: [Int]

        public init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            key = try container.decode(String.self)
            shape = try container.decode([Int].self)
        }
    }

    public var description: String { model }
}

public enum Oracle {
    /// Where the fixtures lie in the checkout.
    public static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Oracles")

    /// Every row of `oracles.json`, or of another file like it beside it, in the file's order.
    public static func all(_ name: String = "oracles") throws -> [OracleRow] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .custom { path in
            // Only the row's own keys are in snake case; those inside `exponents` are state-dict prefixes.
            let key = path.last!
            return path.count <= 2 ? Key(camelCase(key.stringValue)) : key
        }
        return try decoder.decode([OracleRow].self, from: Data(contentsOf: folder.appending(path: name + ".json")))
    }

    /// The row of one model.
    public static func row(_ model: String) throws -> OracleRow {
        guard let row = try all().first(where: { $0.model == model }) else {
            throw OracleError("no oracle for \(model)")
        }
        return row
    }

    /// The stored output of every model.
    public static func outputs(_ name: String = "oracles") throws -> [String: Tensor] {
        try readSafetensors(folder.appending(path: name + ".safetensors"))
    }

    private static func camelCase(_ key: String) -> String {
        let words = key.split(separator: "_")
        return words.dropFirst().reduce(String(words.first ?? "")) { $0 + $1.capitalized }
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(_ value: String) { stringValue = value }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Float32 tensors only: the fixture's own form, so that the yardstick depends on no reader under test.
    private static func readSafetensors(_ url: URL) throws -> [String: Tensor] {
        struct Entry: Decodable {
            let dtype: String
            let shape: [Int]
            let offsets: [Int]

            enum CodingKeys: String, CodingKey {
                case dtype, shape
                case offsets = "data_offsets"
            }
        }
        let data = try Data(contentsOf: url)
        let length = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        let header = try JSONDecoder().decode([String: Entry].self, from: data.dropFirst(8).prefix(length))
        return try header.mapValues { entry in
            guard entry.dtype == "F32" else {
                throw OracleError("a tensor of \(entry.dtype) in \(url.lastPathComponent)")
            }
            let bytes = data.dropFirst(8 + length + entry.offsets[0]).prefix(
                entry.offsets[1] - entry.offsets[0])
            let floats = Array(bytes).withUnsafeBytes { bytes in
                (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
            }
            return Tensor(floats, shape: Shape(entry.shape))
        }
    }
}

public struct OracleError: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
