/// Writes a zip archive of uncompressed entries. Like `torch.save`, it starts their contents at multiples of 64 bytes, so that they
/// can be mapped. Dates are zero, so equal entries give equal archives.
struct ZipWriter: ~Copyable {
    private struct Record {
        let name: String
        let checksum: UInt32
        let size: UInt64
        let offset: UInt64
    }

    private static let alignment = 64
    private var records: [Record] = []

    /// Sizes and offsets from this one on are written in zip64's fields. Only tests lower it.
    private let limit: UInt64

    init(zip64From limit: UInt64 = 0xFFFF_FFFF) {
        self.limit = limit
    }

    mutating func add(
        _ name: String, _ contents: UnsafeRawBufferPointer, to writer: inout AtomicFile.Writer
    ) throws(FormatError) {
        let record = Record(
            name: name, checksum: CRC32.checksum(contents), size: UInt64(contents.count),
            offset: UInt64(writer.position))
        records.append(record)
        let wide = record.size >= limit
        var header: [UInt8] = []
        header.append(little: UInt32(0x0403_4B50))
        Self.appendCommon(record, wide: wide, to: &header)
        var extra: [UInt8] = []
        if wide {
            extra.append(little: UInt16(1))
            extra.append(little: UInt16(16))
            extra.append(little: record.size)
            extra.append(little: record.size)
        }
        // The field “FB”, as PyTorch calls it, is as long as it takes to align the contents.
        let start = writer.position + header.count + 2 + name.utf8.count + extra.count + 4
        let padding = (Self.alignment - start % Self.alignment) % Self.alignment
        extra.append(little: UInt16(0x4246))
        extra.append(little: UInt16(padding))
        extra += Array(repeating: UInt8(ascii: "Z"), count: padding)
        header.append(little: UInt16(extra.count))
        header += name.utf8
        header += extra
        try writer.write(header)
        try writer.write(contents)
    }

    /// Writes the directory.
    mutating func finish(to writer: inout AtomicFile.Writer) throws(FormatError) {
        let start = UInt64(writer.position)
        for record in records { try writer.write(directoryRecord(record)) }
        let end = UInt64(writer.position)
        let size = end - start
        let count = UInt64(records.count)
        let wide = start >= limit || size >= limit || count >= min(limit, 0xFFFF)
        var tail: [UInt8] = []
        if wide {
            tail.append(little: UInt32(0x0606_4B50))
            tail.append(little: UInt64(44))
            tail.append(little: UInt16(45))
            tail.append(little: UInt16(45))
            tail.append(little: UInt64(0))
            for value in [count, count, size, start] { tail.append(little: value) }
            tail.append(little: UInt32(0x0706_4B50))
            tail.append(little: UInt32(0))
            tail.append(little: end)
            tail.append(little: UInt32(1))
        }
        tail.append(little: UInt32(0x0605_4B50))
        tail.append(little: UInt32(0))
        for _ in 0..<2 { tail.append(little: wide ? UInt16.max : UInt16(count)) }
        for value in [size, start] { tail.append(little: wide ? UInt32.max : UInt32(value)) }
        tail.append(little: UInt16(0))
        try writer.write(tail)
    }

    private func directoryRecord(_ record: Record) -> [UInt8] {
        let wideSize = record.size >= limit
        let wideOffset = record.offset >= limit
        var extra: [UInt8] = []
        if wideSize || wideOffset {
            extra.append(little: UInt16(1))
            extra.append(little: UInt16((wideSize ? 16 : 0) + (wideOffset ? 8 : 0)))
            if wideSize {
                extra.append(little: record.size)
                extra.append(little: record.size)
            }
            if wideOffset { extra.append(little: record.offset) }
        }
        var bytes: [UInt8] = []
        bytes.append(little: UInt32(0x0201_4B50))
        bytes.append(little: UInt16(45))
        Self.appendCommon(record, wide: wideSize, to: &bytes)
        bytes.append(little: UInt16(extra.count))
        bytes += Array(repeating: 0, count: 10)  // comment length, disk, attributes
        bytes.append(little: wideOffset ? UInt32.max : UInt32(record.offset))
        bytes += record.name.utf8
        bytes += extra
        return bytes
    }

    /// Appends the fields that both headers of an entry share, from the version needed to the length of the name.
    private static func appendCommon(_ record: Record, wide: Bool, to bytes: inout [UInt8]) {
        bytes.append(little: UInt16(wide ? 45 : 20))
        bytes.append(little: UInt16(1 << 11))  // names are UTF-8
        bytes.append(little: UInt16(0))  // stored
        bytes.append(little: UInt32(0))  // time and date
        bytes.append(little: record.checksum)
        for _ in 0..<2 { bytes.append(little: wide ? UInt32.max : UInt32(record.size)) }
        bytes.append(little: UInt16(record.name.utf8.count))
    }
}

extension [UInt8] {
    fileprivate mutating func append(little value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}

/// The checksum of zip (ISO 3309, polynomial 0xEDB88320).
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xEDB8_8320 }
    }

    static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        table.withUnsafeBufferPointer { table in
            ~bytes.reduce(~0) { value, byte in table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] ^ value >> 8 }
        }
    }
}
