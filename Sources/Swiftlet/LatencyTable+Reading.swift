import _SwiftletSystem

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension LatencyTable {
    /// In bytes. Every network's and search space's table is smaller.
    private static let largest = 64 << 20

    /// Reads a file that `swiftlet lut` wrote.
    ///
    /// ```swift
    /// let table = try LatencyTable(contentsOf: "mobilenetv3.json")
    /// ```
    ///
    /// - Throws: ``FormatError`` for a file that cannot be read, and for one that holds no such table: with the line and the
    ///   entry, as in `lut.json: line 1, entries[3].ms: is negative`.
    public init(contentsOf path: FilePath) throws(FormatError) {
        let file = try FileContents(path: path)
        guard file.bytes.count <= Self.largest else {
            throw FormatError(
                file: path, reason: "is \(file.bytes.count) bytes long; a latency table has at most \(Self.largest)")
        }
        try file.loadAll()
        let bytes = Data(file.bytes)
        extendLifetime(file)
        try self.init(json: bytes, file: path.printable)
    }

    /// The same for a path as text.
    @_disfavoredOverload
    public init(contentsOf path: String) throws(FormatError) {
        guard let path = FilePath(exactly: path) else {
            throw FormatError(file: printable(path: path.utf8), reason: "not a path: it holds a NUL")
        }
        try self.init(contentsOf: path)
    }

    /// The same for a file's URL.
    public init(contentsOf url: URL) throws(FormatError) {
        guard let path = FilePath(url) else { throw FormatError(file: "\(url)", reason: "is not the URL of a file") }
        try self.init(contentsOf: path)
    }

    /// Reads the JSON of ``json()`` and `swiftlet lut --json`.
    ///
    /// - Parameters:
    ///   - bytes: JSON in UTF-8: `Data`, `[UInt8]`, the `utf8` of a text.
    ///   - file: The file's name in errors.
    /// - Throws: ``FormatError`` for anything else than a table of this version.
    public init(json bytes: some Collection<UInt8>, file: String = "the latency table") throws(FormatError) {
        let data = Data(bytes)
        do {
            self = try JSONDecoder().decode(LatencyTable.self, from: data)
        } catch {
            throw FormatError(decoding: error, of: data, file: file)
        }
    }

    /// The same for a text.
    public init(json text: String, file: String = "the latency table") throws(FormatError) {
        try self.init(json: text.utf8, file: file)
    }
}
