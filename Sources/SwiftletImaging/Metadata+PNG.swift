import _CSwiftletImageCodecs

extension Metadata {
    /// EXIF from the eXIf chunk (PNG 1.2 extensions, §3.7) or else from the text "Raw profile type exif", which ImageMagick writes
    /// in hexadecimal; XMP from the text "XML:com.adobe.xmp".
    static func ofPNG(_ bytes: UnsafeRawBufferPointer) -> Metadata {
        var metadata = Metadata()
        var profile: Block?
        // Each text may unpack to a megabyte. A file full of them must not cost more than a large picture.
        var unpackings = 8
        var offset = 8
        while let length = bytes.integer(at: offset, of: 4, bigEndian: true),
            let kind = bytes.slice(at: offset + 4, count: 4),
            let payload = bytes.slice(at: offset + 8, count: length)
        {
            offset += 12 + length
            if kind.elementsEqual("eXIf".utf8) { metadata.exif = .within(payload) }
            guard unpackings > 0, let text = PNGText(kind, payload) else { continue }
            if text.isCompressed { unpackings -= 1 }
            switch text.keyword {
            case "Raw profile type exif": profile = text.content.flatMap { $0.withBytes(hexadecimal) } ?? profile
            case "XML:com.adobe.xmp": metadata.xmp = text.content ?? metadata.xmp
            default: break
            }
        }
        metadata.exif = metadata.exif ?? profile
        return metadata
    }

    /// The bytes of a raw profile, which has three lines of description and then lines of hexadecimal digits.
    private static func hexadecimal(_ text: UnsafeRawBufferPointer) -> Block? {
        var lines = text[...]
        for _ in 0..<3 {
            guard let end = lines.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            lines = lines[(end + 1)...]
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(lines.count / 2)
        var high: UInt8?
        for character in lines {
            switch character {
            case 0x09...0x0D, 0x20: continue
            default: break
            }
            guard let digit = Character(UnicodeScalar(character)).hexDigitValue.map(UInt8.init) else { return nil }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return high == nil ? .unpacked(bytes) : nil
    }
}

/// A text chunk with one of the keywords that matter (PNG 1.2, §4.2.3).
private struct PNGText {
    let keyword: String
    let isCompressed: Bool
    private let packed: UnsafeRawBufferPointer

    /// Nil for other chunks, other keywords and damaged texts.
    init?(_ kind: UnsafeRawBufferPointer, _ payload: UnsafeRawBufferPointer) {
        let name = String(decoding: kind, as: UTF8.self)
        guard ["tEXt", "zTXt", "iTXt"].contains(name), let parts = payload.split(at: 0) else { return nil }
        guard parts.before.count <= 79 else { return nil }
        keyword = String(decoding: parts.before, as: UTF8.self)
        guard ["Raw profile type exif", "XML:com.adobe.xmp"].contains(keyword) else { return nil }
        switch name {
        case "zTXt":
            guard parts.after.first == 0 else { return nil }  // the method
            (isCompressed, packed) = (true, UnsafeRawBufferPointer(rebasing: parts.after.dropFirst()))
        case "iTXt":
            // A flag, the method, the language and the translated keyword.
            guard parts.after.count >= 2, parts.after[0] == 0 || parts.after[1] == 0,
                let language = UnsafeRawBufferPointer(rebasing: parts.after.dropFirst(2)).split(at: 0),
                let translated = language.after.split(at: 0)
            else { return nil }
            (isCompressed, packed) = (parts.after[0] != 0, translated.after)
        default: (isCompressed, packed) = (false, parts.after)
        }
    }

    /// The longest text in bytes, as in Pillow.
    private static let limit = 1 << 20

    /// The unpacked text; nil if it is damaged or too long.
    var content: Metadata.Block? {
        guard isCompressed else { return packed.count <= Self.limit ? .within(packed) : nil }
        var isWhole = false
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.limit) { buffer, initializedCount in
            let count = codec_inflate(
                packed.baseAddress?.assumingMemoryBound(to: UInt8.self), packed.count, buffer.baseAddress, buffer.count)
            isWhole = count >= 0
            initializedCount = max(0, count)
        }
        return isWhole ? .unpacked(bytes) : nil
    }
}
