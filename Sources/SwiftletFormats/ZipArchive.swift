import OrderedCollections

/// Reads zip archives (PKWARE APPNOTE 6.3, with zip64) whose entries are stored without compression, as `torch.save` writes them.
/// Every offset and size is checked against the file before use.
struct ZipArchive {
    struct Entry {
        let method: UInt16
        let flags: UInt16
        let storedSize: UInt64
        let size: UInt64
        let checksum: UInt32
        let headerOffset: UInt64
    }

    /// The first bytes of every archive that is not empty.
    static let signature: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

    /// The longest name of an entry, in bytes.
    static let nameLimit = 4096

    /// The most entries. Each storage of a checkpoint is an entry.
    static let entryLimit: UInt64 = 1 << 20

    let entries: OrderedDictionary<String, Entry>
    private let source: ByteSource
    private var bytes: UnsafeRawBufferPointer { source.bytes }
    private var file: String { source.file }

    /// From the offset of an entry's header to where the entry must end: the start of the next entry or of the directory.
    private let ends: [UInt64: Int]

    init(_ source: ByteSource) throws(FormatError) {
        self.source = source
        let file = source.file
        let directory = try Self.locateDirectory(source)
        guard directory.count <= Self.entryLimit else {
            throw FormatError(
                file: file, place: "end of the zip archive",
                reason: "\(directory.count) entries; at most \(Self.entryLimit) are allowed")
        }
        var cursor = ByteCursor(try source.loaded(directory.range), file: file, part: "zip directory")
        // Each entry takes at least 46 bytes, so the loop soon ends with an error if the count is wrong.
        var entries: OrderedDictionary<String, Entry> = [:]
        var keys = KeyAllowance()
        for _ in 0..<directory.count {
            let (name, entry) = try Self.readEntry(&cursor)
            if let refusal = keys.refusal(of: name) { throw cursor.error(refusal) }
            guard entries.updateValue(entry, forKey: name) == nil else {
                throw cursor.error("two entries are called \(quoted(name))")
            }
        }
        self.entries = entries
        ends = try Self.spans(entries, end: directory.range.lowerBound, file: file)
    }

    /// The bytes of an entry, as a view of the file.
    /// - Parameter checksummed: Whether to compare them with their checksum.
    func contents(_ name: String, checksummed: Bool = false) throws(FormatError) -> UnsafeRawBufferPointer {
        func error(_ reason: String) -> FormatError {
            FormatError(file: file, place: "entry \(quoted(name))", reason: reason)
        }
        guard let entry = entries[name] else { throw error("is missing from the zip archive") }
        guard entry.flags & 1 == 0 else { throw error("is encrypted") }
        guard entry.method == 0, entry.storedSize == entry.size else {
            throw error("is compressed (method \(entry.method)); torch.save stores entries without compression")
        }
        guard let offset = Int(exactly: entry.headerOffset), let end = ends[entry.headerOffset] else {
            throw error("lies at offset \(entry.headerOffset), outside the file")
        }
        // A header has 30 bytes and two fields of at most 65,535.
        try source.load(offset..<min(end, offset + 30 + 2 * 0xFFFF))
        var cursor = ByteCursor(bytes, file: file, part: "entry \(quoted(name))", position: offset)
        guard try cursor.take(4).elementsEqual(Self.signature) else { throw error("has no header at offset \(offset)") }
        _ = try cursor.take(22)
        let nameLength = Int(try cursor.integer(UInt16.self))
        let extraLength = Int(try cursor.integer(UInt16.self))
        guard try cursor.take(nameLength).elementsEqual(name.utf8) else {
            throw error("has another name in its header at offset \(offset)")
        }
        _ = try cursor.take(extraLength)
        guard let size = Int(exactly: entry.size), size <= end - cursor.position else {
            throw error("its \(entry.size) bytes at offset \(offset) overlap the next part, at offset \(end)")
        }
        let contents = try cursor.take(size)
        try source.load(cursor.position - size..<cursor.position)
        // torch.save leaves 0 when it is told not to compute a checksum (`set_crc32_options`).
        if checksummed, entry.checksum != 0 {
            let checksum = CRC32.checksum(contents)
            guard checksum == entry.checksum else {
                throw error("is damaged: its CRC-32 is \(checksum) instead of \(entry.checksum)")
            }
        }
        return contents
    }

    /// Checks that the entries lie before the directory and do not overlap. An entry's header may be longer than the directory
    /// tells; ``contents(_:checksummed:)`` checks that.
    /// - Returns: From the offset of each header to where the entry must end.
    private static func spans(
        _ entries: OrderedDictionary<String, Entry>, end: Int, file: String
    ) throws(FormatError) -> [UInt64: Int] {
        var limit = UInt64(end)
        var ends: [UInt64: Int] = [:]
        for (name, entry) in entries.elements.sorted(by: { $0.value.headerOffset > $1.value.headerOffset }) {
            let (least, overflow) = entry.storedSize.addingReportingOverflow(30 + UInt64(name.utf8.count))
            guard !overflow, least <= limit, entry.headerOffset <= limit - least else {
                throw FormatError(
                    file: file, place: "entry \(quoted(name))",
                    reason:
                        "its \(entry.storedSize) bytes at offset \(entry.headerOffset) overlap the next part, at offset \(limit)"
                )
            }
            ends[entry.headerOffset] = Int(limit)
            limit = entry.headerOffset
        }
        return ends
    }

    // MARK: The directory

    /// Finds the directory through the record at the end of the file.
    private static func locateDirectory(
        _ source: ByteSource
    ) throws(FormatError) -> (range: Range<Int>, count: UInt64) {
        let (bytes, file) = (source.bytes, source.file)
        func error(_ reason: String) -> FormatError {
            FormatError(file: file, place: "end of the zip archive", reason: reason)
        }
        // The record has 22 bytes and a comment of at most 65,535 bytes, which ends the file.
        let lowest = max(0, bytes.count - 22 - 0xFFFF)
        try source.load(max(0, lowest - 20)..<bytes.count)
        guard bytes.count >= 22,
            let end = (lowest...bytes.count - 22).last(where: { at in
                bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self).littleEndian == 0x0605_4B50
                    && Int(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: at + 20, as: UInt16.self)))
                        == bytes.count - at - 22
            })
        else { throw error("not found: the file is truncated or damaged") }

        var cursor = ByteCursor(bytes, file: file, part: "end of the zip archive", position: end + 4)
        let disks = (try cursor.integer(UInt16.self), try cursor.integer(UInt16.self))
        _ = try cursor.integer(UInt16.self)
        var count = UInt64(try cursor.integer(UInt16.self))
        var size = UInt64(try cursor.integer(UInt32.self))
        var offset = UInt64(try cursor.integer(UInt32.self))
        var limit = end
        // A field at its greatest value means that the zip64 record has the real one. Its locator precedes this record.
        if count == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF, end >= 20,
            bytes.loadUnaligned(fromByteOffset: end - 20, as: UInt32.self).littleEndian == 0x0706_4B50
        {
            cursor = ByteCursor(bytes, file: file, part: "end of the zip64 archive", position: end - 12)
            guard let record = Int(exactly: try cursor.integer(UInt64.self)), record <= end - 20 - 56 else {
                throw error("the zip64 record lies outside the file")
            }
            try source.load(record..<record + 56)
            cursor = ByteCursor(bytes, file: file, part: "end of the zip64 archive", position: record)
            guard try cursor.integer(UInt32.self) == 0x0606_4B50 else {
                throw error("the zip64 record is not where it should be")
            }
            _ = try cursor.take(28)
            count = try cursor.integer(UInt64.self)
            size = try cursor.integer(UInt64.self)
            offset = try cursor.integer(UInt64.self)
            limit = record
        } else {
            guard disks == (0, 0) else { throw error("the archive is split over several disks") }
        }
        guard let start = Int(exactly: offset), let size = Int(exactly: size), start <= limit, size <= limit - start
        else {
            throw error(
                "the directory of \(size) bytes at offset \(offset) lies outside the file of \(bytes.count) bytes")
        }
        return (start..<start + size, count)
    }

    /// Reads a record of the directory.
    private static func readEntry(_ cursor: inout ByteCursor) throws(FormatError) -> (String, Entry) {
        guard try cursor.integer(UInt32.self) == 0x0201_4B50 else {
            throw cursor.error("expected the record of an entry")
        }
        _ = try cursor.take(4)
        let flags = try cursor.integer(UInt16.self)
        let method = try cursor.integer(UInt16.self)
        _ = try cursor.take(4)
        let checksum = try cursor.integer(UInt32.self)
        var storedSize = UInt64(try cursor.integer(UInt32.self))
        var size = UInt64(try cursor.integer(UInt32.self))
        let nameLength = Int(try cursor.integer(UInt16.self))
        let extraLength = Int(try cursor.integer(UInt16.self))
        let commentLength = Int(try cursor.integer(UInt16.self))
        _ = try cursor.take(8)
        var headerOffset = UInt64(try cursor.integer(UInt32.self))
        guard nameLength <= nameLimit, let name = String(validating: try cursor.take(nameLength), as: UTF8.self) else {
            throw cursor.error("the name of an entry is longer than \(nameLimit) bytes or not UTF-8")
        }
        var extra = ByteCursor(
            try cursor.take(extraLength), file: cursor.file, part: "zip directory, entry \(quoted(name))")
        _ = try cursor.take(commentLength)
        while extra.remaining >= 4 {
            let tag = try extra.integer(UInt16.self)
            let length = Int(try extra.integer(UInt16.self))
            var field = ByteCursor(try extra.take(length), file: extra.file, part: extra.part)
            guard tag == 1 else { continue }  // zip64: only the fields that did not fit, in this order
            if size == 0xFFFF_FFFF { size = try field.integer(UInt64.self) }
            if storedSize == 0xFFFF_FFFF { storedSize = try field.integer(UInt64.self) }
            if headerOffset == 0xFFFF_FFFF { headerOffset = try field.integer(UInt64.self) }
        }
        return (
            name,
            Entry(
                method: method, flags: flags, storedSize: storedSize, size: size, checksum: checksum,
                headerOffset: headerOffset)
        )
    }
}
