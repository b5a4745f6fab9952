/// The formats that are read, recognised by the first bytes of the file and never by its name.
enum ImageFormat: String {
    case jpeg = "JPEG"
    case png = "PNG"
    case webp = "WebP"

    init?(_ bytes: UnsafeRawBufferPointer) {
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) {
            self = .webp
        } else {
            return nil
        }
    }

    /// The reason to give for bytes that are none of them; names the common formats that are not read.
    static func rejection(of bytes: UnsafeRawBufferPointer) -> String {
        if bytes.isEmpty { return "the file is empty" }
        let brand = bytes.dropFirst(4).prefix(8)
        let other: String? =
            if bytes.starts(with: "GIF8".utf8) {
                "GIF"
            } else if bytes.starts(with: "BM".utf8) {
                "BMP"
            } else if bytes.starts(with: [0x49, 0x49, 0x2A, 0]) || bytes.starts(with: [0x4D, 0x4D, 0, 0x2A]) {
                "TIFF"
            } else if brand.elementsEqual("ftypavif".utf8) {
                "AVIF"
            } else if brand.elementsEqual("ftypheic".utf8) || brand.elementsEqual("ftypmif1".utf8) {
                "HEIC"
            } else if bytes.starts(with: "%PDF".utf8) {
                "PDF"
            } else {
                nil
            }
        return "not a JPEG, PNG or WebP picture" + (other.map { " (it looks like \($0))" } ?? "")
    }
}
