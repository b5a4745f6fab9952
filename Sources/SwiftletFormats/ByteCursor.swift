/// Reads a binary format from front to back. Reading beyond the bytes is an error.
struct ByteCursor {
    let bytes: UnsafeRawBufferPointer
    let file: String

    /// The name of this part of the file in errors, such as “data.pkl”; empty for the whole file.
    let part: String
    private(set) var position: Int

    init(_ bytes: UnsafeRawBufferPointer, file: String, part: String = "", position: Int = 0) {
        self.bytes = bytes
        self.file = file
        self.part = part
        self.position = min(max(0, position), bytes.count)
    }

    var remaining: Int { bytes.count - position }

    /// An error with a reason at an offset; by default at the current position.
    func error(_ reason: String, at offset: Int? = nil) -> FormatError {
        let place = "offset \(offset ?? position)"
        return FormatError(file: file, place: part.isEmpty ? place : "\(part), \(place)", reason: reason)
    }

    /// The next `count` bytes.
    mutating func take(_ count: Int) throws(FormatError) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= remaining else { throw error("the data ends in the middle of a value") }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }

    /// The next integer, little-endian.
    mutating func integer<T: FixedWidthInteger>(_: T.Type) throws(FormatError) -> T {
        T(littleEndian: try take(MemoryLayout<T>.size).loadUnaligned(as: T.self))
    }

    /// The bytes before the next line feed. Skips the line feed.
    mutating func line(atMost limit: Int) throws(FormatError) -> UnsafeRawBufferPointer {
        guard let end = bytes[position..<position + min(remaining, limit + 1)].firstIndex(of: UInt8(ascii: "\n")) else {
            throw error("a line without an end within \(limit) bytes")
        }
        let line = try take(end - position)
        position += 1
        return line
    }
}
