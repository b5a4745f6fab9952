#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// JSON as `swiftlet … --json` prints it.
package enum JSONLine {
    /// The value on one line: keys sorted, slashes as they are.
    /// - Parameter snakeCase: Whether keys such as `peakMemoryBytes` become `peak_memory_bytes`.
    package static func text(_ value: some Encodable, snakeCase: Bool = false) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if snakeCase { encoder.keyEncodingStrategy = .convertToSnakeCase }
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

extension Classification {
    /// The object that `swiftlet classify --json` prints, on one line. `JSONDecoder` reads it back.
    public func json() throws -> String { try JSONLine.text(self) }
}

extension LatencyTable {
    /// The object that `swiftlet lut` writes, on one line; ``init(json:file:)`` reads it back.
    public func json() throws -> String { try JSONLine.text(self) }
}
