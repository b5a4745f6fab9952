/// The blocks of a file that may hold the picture's orientation.
struct Metadata {
    /// A block within the file, or unpacked from it.
    enum Block {
        case within(UnsafeRawBufferPointer)
        case unpacked([UInt8])

        func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
            switch self {
            case .within(let bytes): body(bytes)
            case .unpacked(let bytes): bytes.withUnsafeBytes(body)
            }
        }
    }

    var exif: Block?
    var xmp: Block?
}

extension Metadata {
    /// The first APP1 segment that holds EXIF, and the last that holds XMP, before the start of the scan.
    static func ofJPEG(_ bytes: UnsafeRawBufferPointer) -> Metadata {
        var metadata = Metadata()
        var offset = 2
        while let marker = bytes.integer(at: offset, of: 2, bigEndian: true), marker >> 8 == 0xFF {
            switch marker & 0xFF {
            case 0xFF: offset += 1  // a fill byte
            case 0x01, 0xD0...0xD8: offset += 2  // markers without a length
            case 0xD9, 0xDA: return metadata
            case let kind:
                guard let length = bytes.integer(at: offset + 2, of: 2, bigEndian: true), length >= 2,
                    let payload = bytes.slice(at: offset + 4, count: length - 2)
                else { return metadata }
                let xmp = "http://ns.adobe.com/xap/1.0/\0"
                if kind == 0xE1 && payload.starts(with: "Exif\0\0".utf8) {
                    if metadata.exif == nil { metadata.exif = .within(payload) }
                } else if kind == 0xE1 && payload.starts(with: xmp.utf8) {
                    metadata.xmp = .within(UnsafeRawBufferPointer(rebasing: payload.dropFirst(xmp.utf8.count)))
                }
                offset += 2 + length
            }
        }
        return metadata
    }

    /// The EXIF and XMP chunks of an extended file.
    static func ofWebP(_ bytes: UnsafeRawBufferPointer) -> Metadata {
        var metadata = Metadata()
        var offset = 12
        while let kind = bytes.slice(at: offset, count: 4),
            let length = bytes.integer(at: offset + 4, of: 4, bigEndian: false)
        {
            guard let payload = bytes.slice(at: offset + 8, count: length) else { break }
            if kind.elementsEqual("EXIF".utf8) && metadata.exif == nil { metadata.exif = .within(payload) }
            if kind.elementsEqual("XMP ".utf8) && metadata.xmp == nil { metadata.xmp = .within(payload) }
            offset += 8 + length + length % 2
        }
        return metadata
    }
}
