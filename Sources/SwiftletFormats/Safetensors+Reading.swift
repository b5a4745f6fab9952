import OrderedCollections
import SwiftletTensors
import _SwiftletSystem

extension Safetensors {
    /// Reads a file into memory. The tensors are views of its contents, without a copy. Keys and metadata keep the header's order.
    /// - Throws: ``FormatError`` if the file is damaged or another program changes it meanwhile.
    public static func read(contentsOf path: FilePath) throws(FormatError) -> Weights {
        try read(ByteSource(contentsOf: path))
    }

    /// The same for a path as text.
    public static func read(contentsOf path: String) throws(FormatError) -> Weights {
        try read(contentsOf: FilePath(named: path))
    }

    /// Reads a file in memory, such as one embedded in the executable. The tensors are views of `bytes`, which must stay valid and
    /// unchanged while `owner` lives.
    /// - Parameter name: The file's name in errors.
    public static func read(
        _ bytes: UnsafeRawBufferPointer, owner: AnyObject, name: String
    ) throws(FormatError) -> Weights {
        try read(ByteSource(bytes, owner: owner, name: name))
    }

    static func read(_ source: ByteSource) throws(FormatError) -> Weights {
        let (bytes, name) = (source.bytes, source.file)
        guard bytes.count >= 8 else {
            throw FormatError(
                file: name, reason: "not a safetensors file: shorter than the 8 bytes of the header length")
        }
        try source.load(0..<9)
        let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        guard length <= UInt64(headerLimit) else {
            throw FormatError(
                file: name, place: "offset 0", reason: "a header of \(length) bytes; at most \(headerLimit) are allowed"
            )
        }
        guard Int(length) <= bytes.count - 8 else {
            throw FormatError(
                file: name, place: "offset 0",
                reason: "a header of \(length) bytes is longer than the file of \(bytes.count) bytes")
        }
        let header = try source.loaded(8..<8 + Int(length))
        guard header.first == UInt8(ascii: "{") else {
            throw FormatError(
                file: name, place: "offset 8", reason: "not a safetensors file: the header must start with {")
        }
        let data = UnsafeRawBufferPointer(rebasing: bytes[(8 + Int(length))...])

        var entries: OrderedDictionary<String, Entry> = [:]
        var metadata: OrderedDictionary<String, String> = [:]
        var reader = JSONReader(header, file: name, base: 8)
        var hasMetadata = false
        try reader.object { (reader, key) throws(FormatError) in
            if key == metadataKey {
                guard !hasMetadata else { throw reader.duplicate(key) }
                hasMetadata = true
                try reader.object { (reader, key) throws(FormatError) in
                    guard metadata.count < countLimit else { throw reader.error("more than \(countLimit) entries") }
                    guard metadata.updateValue(try reader.string(), forKey: key) == nil else {
                        throw reader.duplicate(key)
                    }
                }
            } else {
                guard entries.count < countLimit else { throw reader.error("more than \(countLimit) tensors") }
                guard entries.updateValue(try Entry(key, &reader, file: name), forKey: key) == nil else {
                    throw reader.duplicate(key)
                }
            }
        }
        try reader.end()
        try checkCover(entries, byteCount: data.count, file: name)

        try source.loadAll()
        let storage = TensorStorage(viewing: data, owner: source.owner)
        return Weights(
            entries.mapValues { entry in
                Tensor(shape: entry.shape, scalarType: entry.type, storage: storage, byteOffset: entry.range.lowerBound)
            }, metadata: metadata)
    }

    /// Checks that the tensors cover the data from the first byte to the last, without overlap or hole.
    private static func checkCover(
        _ entries: OrderedDictionary<String, Entry>, byteCount: Int, file: String
    ) throws(FormatError) {
        let inOrder = entries.elements.sorted {
            ($0.value.range.lowerBound, $0.value.range.upperBound)
                < ($1.value.range.lowerBound, $1.value.range.upperBound)
        }
        var end = 0
        for (key, entry) in inOrder {
            let range = entry.range
            guard range.upperBound <= byteCount else {
                throw FormatError(
                    file: file, place: "tensor \(quoted(key))",
                    reason: "ends at data offset \(range.upperBound), beyond the \(byteCount) bytes of data in the file"
                )
            }
            guard range.lowerBound == end else {
                let what = range.lowerBound < end ? "overlaps another tensor" : "leaves a hole after another tensor"
                throw FormatError(
                    file: file, place: "tensor \(quoted(key))",
                    reason: "starts at data offset \(range.lowerBound) and so \(what), which ends at \(end)")
            }
            end = range.upperBound
        }
        guard end == byteCount else {
            throw FormatError(
                file: file, place: "data offset \(end)", reason: "\(byteCount - end) bytes that belong to no tensor")
        }
    }
}

/// The header's entry for one tensor, checked on its own.
private struct Entry {
    let type: ScalarType
    let shape: Shape

    /// The tensor's bytes, counted from the end of the header.
    let range: Range<Int>

    init(_ key: String, _ reader: inout JSONReader, file: String) throws(FormatError) {
        func error(_ reason: String) -> FormatError {
            FormatError(file: file, place: "tensor \(quoted(key))", reason: reason)
        }
        var typeName: String?
        var extents: [Int]?
        var offsets: [Int]?
        try reader.object { (reader, member) throws(FormatError) in
            switch member {
            case "dtype" where typeName != nil, "shape" where extents != nil, "data_offsets" where offsets != nil:
                throw reader.duplicate(member)
            case "dtype": typeName = try reader.string()
            case "shape": extents = try reader.integers(atMost: Safetensors.rankLimit)
            case "data_offsets": offsets = try reader.integers(atMost: 2)
            default: throw error("has a member \(quoted(member)) unknown to the format")
            }
        }
        guard let typeName, let extents, let offsets, offsets.count == 2 else {
            throw error("lacks its dtype, its shape or its two data_offsets")
        }
        guard let type = ScalarType(safetensors: typeName) else {
            throw error("has the unknown dtype \(quoted(typeName))")
        }
        guard offsets[0] <= offsets[1] else { throw error("ends at \(offsets[1]) before it starts at \(offsets[0])") }
        guard let shape = Shape(exactly: extents) else { throw error("has too many elements: shape \(extents)") }
        let (size, overflow) = shape.count.multipliedReportingOverflow(by: type.size)
        guard !overflow, size == offsets[1] - offsets[0] else {
            throw error(
                "has \(offsets[1] - offsets[0]) bytes, which is not the size of its shape \(shape) and dtype \(typeName)"
            )
        }
        self.type = type
        self.shape = shape
        range = offsets[0]..<offsets[1]
    }
}
