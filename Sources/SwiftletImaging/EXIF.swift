enum EXIF {
    /// The first number of tag 0x0112 in the first directory of a TIFF structure (EXIF 2.3, §4.6). 0 if the tag is not one of
    /// TIFF's integers; nil if there is no such tag.
    static func orientation(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var bytes = bytes
        while bytes.starts(with: "Exif\0\0".utf8) { bytes = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(6)) }
        let bigEndian: Bool
        if bytes.starts(with: "II".utf8) {
            bigEndian = false
        } else if bytes.starts(with: "MM".utf8) {
            bigEndian = true
        } else {
            return nil
        }
        guard bytes.integer(at: 2, of: 2, bigEndian: bigEndian) == 42,
            let directory = bytes.integer(at: 4, of: 4, bigEndian: bigEndian),
            let count = bytes.integer(at: directory, of: 2, bigEndian: bigEndian)
        else { return nil }
        var found: Int?
        for entry in 0..<count {
            let offset = directory + 2 + entry * 12
            guard let tag = bytes.integer(at: offset, of: 2, bigEndian: bigEndian) else { break }
            // The last such tag counts.
            if tag == 0x0112 { found = value(of: bytes, at: offset, bigEndian) ?? found }
        }
        return found
    }

    /// The sizes of TIFF's types in bytes, by the type's number (TIFF 6.0, §2; type 16 is BigTIFF's).
    private static let sizes = [
        1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8,
    ]
    /// SHORT, LONG, SBYTE, SSHORT, SLONG, IFD and LONG8. Not BYTE, which Pillow reads as a string.
    private static let integers: Set = [3, 4, 6, 8, 9, 13, 16]

    /// The first number of the entry at `offset`; nil if the entry is empty or reaches beyond the block.
    private static func value(of bytes: UnsafeRawBufferPointer, at offset: Int, _ bigEndian: Bool) -> Int? {
        guard let type = bytes.integer(at: offset + 2, of: 2, bigEndian: bigEndian), let size = sizes[type],
            let count = bytes.integer(at: offset + 4, of: 4, bigEndian: bigEndian), count > 0
        else { return nil }
        // Values larger than four bytes are elsewhere.
        var place = offset + 8
        if count * size > 4 {
            guard let elsewhere = bytes.integer(at: place, of: 4, bigEndian: bigEndian) else { return nil }
            place = elsewhere
        }
        guard bytes.slice(at: place, count: count * size) != nil else { return nil }
        guard integers.contains(type) else { return 0 }
        // Negative and large numbers need no care: they are not orientations.
        if size < 8 { return bytes.integer(at: place, of: size, bigEndian: bigEndian) }
        guard let high = bytes.integer(at: place + (bigEndian ? 0 : 4), of: 4, bigEndian: bigEndian), high == 0 else {
            return 0
        }
        return bytes.integer(at: place + (bigEndian ? 4 : 0), of: 4, bigEndian: bigEndian)
    }
}
