import _CSwiftletImageCodecs
import _SwiftletLibC
import _SwiftletSystem

extension Image {
    /// Reads and decodes a JPEG, PNG, WebP or GIF file, or a HEIC or AVIF file if libheif is installed, and applies its orientation.
    ///
    /// Follows Pillow's `exif_transpose` and `convert("RGB")`: drops transparency, keeps the high byte of 16-bit colours, converts CMYK
    /// without a colour profile and takes the first frame of an animation. One thing differs: 16-bit gray keeps its high byte too,
    /// while Pillow clips it at 255, which makes the picture white.
    ///
    /// A file that is damaged after its last pixel is decoded with a warning. So is a complete PNG with fewer rows than its header
    /// promises; the missing rows are black. ``DecodingOptions/strict`` refuses both. A file cut off within its pixels is an error in
    /// every format.
    /// - Throws: ``ImageError`` if the file cannot be read, is not such a picture, is damaged or truncated, or is larger than allowed.
    public static func decode(
        contentsOf path: FilePath, options: DecodingOptions = .init()
    ) throws(ImageError) -> Image {
        let file = try FileBytes(path)
        return try decode(file.bytes, name: path.printable, options: options)
    }

    /// The same for a path as text.
    public static func decode(
        contentsOf path: String, options: DecodingOptions = .init()
    ) throws(ImageError) -> Image {
        try decode(contentsOf: FilePath(named: path), options: options)
    }

    /// Decodes a picture in memory. Errors call it `name`.
    public static func decode(
        _ bytes: UnsafeRawBufferPointer, name: String, options: DecodingOptions = .init()
    ) throws(ImageError) -> Image {
        do throws(CodecError) {
            guard let format = ImageFormat(bytes) else { throw CodecError(ImageFormat.rejection(of: bytes)) }
            let image =
                switch format {
                case .jpeg: try decodeJPEG(bytes, options)
                case .png: try decodePNG(bytes, options)
                case .webp: try decodeWebP(bytes, options)
                case .gif: try decodeGIF(bytes, options)
                case .heic, .avif: try decodeHEIF(bytes, format, options)
                }
            return image.oriented(by: Orientation(in: bytes, format: format))
        } catch {
            throw ImageError(name: name, reason: error.reason)
        }
    }

    /// Decodes a picture in memory. Errors call it `name`.
    public static func decode(
        _ bytes: [UInt8], name: String, options: DecodingOptions = .init()
    ) throws(ImageError) -> Image {
        try decode(bytes.span.bytes, name: name, options: options)
    }

    /// Decodes a picture in memory. Errors call it `name`.
    public static func decode(
        _ bytes: Span<UInt8>, name: String, options: DecodingOptions = .init()
    ) throws(ImageError) -> Image {
        try decode(bytes.bytes, name: name, options: options)
    }

    /// Decodes a picture in memory, such as `data.bytes` of Foundation's `Data`. Errors call it `name`.
    public static func decode(
        _ bytes: RawSpan, name: String, options: DecodingOptions = .init()
    ) throws(ImageError) -> Image {
        try bytes.withUnsafeBytes { (bytes) throws(ImageError) in try decode(bytes, name: name, options: options) }
    }
}

extension DecodingOptions {
    func check(width: Int, height: Int) throws(CodecError) {
        guard width > 0 && height > 0 else { throw CodecError("a picture without pixels") }
        let limit = min(maximumPixels, Self.largestMaximumPixels)
        let (pixels, overflows) = width.multipliedReportingOverflow(by: height)
        guard !overflows && pixels <= limit else {
            throw CodecError("\(width)×\(height) pixels are more than the limit of \(limit)")
        }
        // Tests the allocation, because an array that cannot be allocated ends the process.
        if pixels > 1 << 22 {
            guard let memory = malloc(pixels * 3) else {
                throw CodecError("there is no memory for \(width)×\(height) pixels")
            }
            free(memory)
        }
    }

    func check(_ header: codec_header) throws(CodecError) {
        try check(width: Int(header.width), height: Int(header.height))
    }
}

extension Image {
    /// A picture of the header's size with the pixels that `body` writes.
    fileprivate init(
        _ header: codec_header, _ body: (UnsafeMutablePointer<UInt8>?, inout codec_report) -> Bool
    ) throws(CodecError) {
        let count = header.pixelCount * 3
        var report = codec_report()
        var succeeded = false
        let pixels = [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            succeeded = body(buffer.baseAddress, &report)
            initializedCount = succeeded ? count : 0
        }
        guard succeeded else { throw report.failure }
        self.init(width: Int(header.width), height: Int(header.height), pixels: pixels)
        warnings = report.warnings
    }
}

/// More progressive scans than any encoder writes. Each takes time for the whole picture, however few bytes it has.
private let maximumScans: Int32 = 100

private func decodeJPEG(_ bytes: UnsafeRawBufferPointer, _ options: DecodingOptions) throws(CodecError) -> Image {
    func header(scale: UInt32) throws(CodecError) -> codec_header {
        try .read { codec_jpeg_read_header(bytes.base, bytes.count, scale, &$0, &$1) }
    }
    var scale: UInt32 = 1
    var whole = try header(scale: 1)
    try options.check(whole)
    // Huffman coding takes at least one bit for each 8×8 block.
    if !whole.arithmetic_coding && whole.pixelCount / 512 > bytes.count {
        throw CodecError("truncated JPEG: \(bytes.count) bytes for \(whole.width)×\(whole.height) pixels")
    }
    if let minimum = options.minimumShortSide {
        for candidate: UInt32 in [2, 4, 8] {
            let scaled = try header(scale: candidate)
            guard min(scaled.width, scaled.height) >= minimum else { break }
            (scale, whole) = (candidate, scaled)
        }
    }
    return try Image(whole) { destination, report in
        codec_jpeg_decode(
            bytes.base, bytes.count, scale, maximumScans, options.strict, whole.width, whole.height, destination,
            &report)
    }
}

private func decodePNG(_ bytes: UnsafeRawBufferPointer, _ options: DecodingOptions) throws(CodecError) -> Image {
    let header = try codec_header.read { codec_png_read_header(bytes.base, bytes.count, &$0, &$1) }
    try options.check(header)
    // Deflate compresses at most 1032-fold.
    if header.pixelCount / (8 * 1032) * Int(header.bits_per_pixel) > bytes.count {
        throw CodecError("truncated PNG: \(bytes.count) bytes for \(header.width)×\(header.height) pixels")
    }
    return try Image(header) { destination, report in
        codec_png_decode(bytes.base, bytes.count, options.strict, header.width, header.height, destination, &report)
    }
}

private func decodeWebP(_ bytes: UnsafeRawBufferPointer, _ options: DecodingOptions) throws(CodecError) -> Image {
    let header = try codec_header.read { codec_webp_read_header(bytes.base, bytes.count, &$0, &$1) }
    try options.check(header)
    return try Image(header) { destination, report in
        codec_webp_decode(bytes.base, bytes.count, header.width, header.height, destination, &report)
    }
}

private func decodeHEIF(
    _ bytes: UnsafeRawBufferPointer, _ format: ImageFormat, _ options: DecodingOptions
) throws(CodecError) -> Image {
    guard codec_heif_is_available() else { throw CodecError(format.missingLibrary) }
    do {
        let header = try codec_header.read { codec_heif_read_header(bytes.base, bytes.count, &$0, &$1) }
        try options.check(header)
        return try Image(header) { destination, report in
            codec_heif_decode(bytes.base, bytes.count, header.width, header.height, destination, &report)
        }
    } catch {
        throw CodecError("bad \(format.rawValue): \(error.reason)")
    }
}

extension UnsafeRawBufferPointer {
    fileprivate var base: UnsafePointer<UInt8>? { baseAddress?.assumingMemoryBound(to: UInt8.self) }
}
