/// The formats that are read. The first bytes of a file determine its format, never the name.
enum ImageFormat: String {
    case jpeg = "JPEG"
    case png = "PNG"
    case webp = "WebP"
    case gif = "GIF"
    case heic = "HEIC"
    case avif = "AVIF"

    init?(_ bytes: UnsafeRawBufferPointer) {
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) {
            self = .webp
        } else if bytes.starts(with: "GIF87a".utf8) || bytes.starts(with: "GIF89a".utf8) {
            self = .gif
        } else if let format = Self.ofBrands(bytes) {
            self = format
        } else {
            return nil
        }
    }

    /// HEIC or AVIF by the brands of an ISO base media file (ISO/IEC 14496-12, §4.3; ISO/IEC 23008-12, annex B).
    private static func ofBrands(_ bytes: UnsafeRawBufferPointer) -> ImageFormat? {
        guard let size = bytes.integer(at: 0, of: 4, bigEndian: true),
            let kind = bytes.slice(at: 4, count: 4), kind.elementsEqual("ftyp".utf8)
        else { return nil }
        var isPicture = false
        // The major brand, its version, then the compatible brands.
        for offset in stride(from: 8, to: min(size, bytes.count, 1024), by: 4) where offset != 12 {
            guard let brand = bytes.slice(at: offset, count: 4) else { break }
            switch String(decoding: brand, as: UTF8.self) {
            case "avif", "avis": return .avif
            case "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs": return .heic
            case "mif1", "msf1", "mif2": isPicture = true
            default: break
            }
        }
        return isPicture ? .heic : nil
    }

    /// The error's reason if libheif is missing.
    var missingLibrary: String {
        "\(self == .avif ? "an AVIF" : "a HEIC") picture, which needs libheif "
            + "(Debian and Ubuntu: apt-get install libheif1; macOS: brew install libheif)"
    }

    /// The error's reason for bytes in none of the formats. Names common formats that are not read.
    static func rejection(of bytes: UnsafeRawBufferPointer) -> String {
        if bytes.isEmpty { return "the file is empty" }
        let other: String? =
            if bytes.starts(with: "BM".utf8) {
                "BMP"
            } else if bytes.starts(with: [0x49, 0x49, 0x2A, 0]) || bytes.starts(with: [0x4D, 0x4D, 0, 0x2A]) {
                "TIFF"
            } else if bytes.starts(with: [0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20]) || bytes.starts(with: [0xFF, 0x0A]) {
                "JPEG XL"
            } else if bytes.dropFirst(4).starts(with: "ftyp".utf8) {
                "a film"
            } else if bytes.starts(with: "%PDF".utf8) {
                "PDF"
            } else if bytes.starts(with: "<svg".utf8) {
                "SVG"
            } else {
                nil
            }
        return "not a JPEG, PNG, WebP, GIF, HEIC or AVIF picture" + (other.map { " (it looks like \($0))" } ?? "")
    }
}
