/// How the camera was held: the EXIF tag 0x0112, whose value says which rows and columns come first in the file.
///
/// Anything missing or malformed counts as upright: a picture is not rejected for its metadata.
enum Orientation: UInt16 {
    case upright = 1
    case mirrored = 2
    case rotated180 = 3
    case flipped = 4
    case transposed = 5
    case rotated90 = 6
    case transversed = 7
    case rotated270 = 8

    init(in bytes: UnsafeRawBufferPointer, format: ImageFormat) {
        let exif =
            switch format {
            case .jpeg: exifOfJPEG(bytes)
            case .png: exifOfPNG(bytes)
            case .webp: exifOfWebP(bytes)
            }
        self = exif.flatMap { Orientation(exif: $0) } ?? .upright
    }

    /// Reads the tag from the first directory of a TIFF structure (EXIF 2.3, §4.6).
    init?(exif: UnsafeRawBufferPointer) {
        let bytes = exif.starts(with: "Exif\0\0".utf8) ? UnsafeRawBufferPointer(rebasing: exif.dropFirst(6)) : exif
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
        for entry in 0..<count {
            let offset = directory + 2 + entry * 12
            guard let tag = bytes.integer(at: offset, of: 2, bigEndian: bigEndian) else { return nil }
            guard tag == 0x0112 else { continue }
            // One unsigned short, held in the entry itself.
            guard bytes.integer(at: offset + 2, of: 2, bigEndian: bigEndian) == 3,
                bytes.integer(at: offset + 4, of: 4, bigEndian: bigEndian) == 1,
                let value = bytes.integer(at: offset + 8, of: 2, bigEndian: bigEndian)
            else { return nil }
            self.init(rawValue: UInt16(value))
            return
        }
        return nil
    }

    var swapsSides: Bool { rawValue >= 5 }
}

/// The payload of the first APP1 segment that holds EXIF, before the start of the scan.
private func exifOfJPEG(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    var offset = 2
    while let marker = bytes.integer(at: offset, of: 2, bigEndian: true), marker >> 8 == 0xFF {
        switch marker & 0xFF {
        case 0xFF: offset += 1  // a fill byte
        case 0x01, 0xD0...0xD8: offset += 2  // markers without a length
        case 0xD9, 0xDA: return nil
        case let kind:
            guard let length = bytes.integer(at: offset + 2, of: 2, bigEndian: true), length >= 2,
                let payload = bytes.slice(at: offset + 4, count: length - 2)
            else { return nil }
            if kind == 0xE1 && payload.starts(with: "Exif\0\0".utf8) { return payload }
            offset += 2 + length
        }
    }
    return nil
}

/// The payload of the eXIf chunk (PNG 1.2 extensions, §3.7).
private func exifOfPNG(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    var offset = 8
    while let length = bytes.integer(at: offset, of: 4, bigEndian: true),
        let kind = bytes.slice(at: offset + 4, count: 4)
    {
        if kind.elementsEqual("eXIf".utf8) { return bytes.slice(at: offset + 8, count: length) }
        offset += 12 + length
    }
    return nil
}

/// The payload of the EXIF chunk of an extended file.
private func exifOfWebP(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    var offset = 12
    while let kind = bytes.slice(at: offset, count: 4),
        let length = bytes.integer(at: offset + 4, of: 4, bigEndian: false)
    {
        if kind.elementsEqual("EXIF".utf8) { return bytes.slice(at: offset + 8, count: length) }
        offset += 8 + length + length % 2
    }
    return nil
}

extension UnsafeRawBufferPointer {
    /// The unsigned integer of `size` ≤ 4 bytes at `offset` ≥ 0, or nil if it lies outside.
    fileprivate func integer(at offset: Int, of size: Int, bigEndian: Bool) -> Int? {
        guard offset <= count - size else { return nil }
        return (0..<size).reduce(0) { $0 << 8 | Int(self[offset + (bigEndian ? $1 : size - 1 - $1)]) }
    }

    fileprivate func slice(at offset: Int, count length: Int) -> UnsafeRawBufferPointer? {
        guard offset <= count, length <= count - offset else { return nil }
        return UnsafeRawBufferPointer(rebasing: self[offset..<offset + length])
    }
}
