import _ImageCodecs
import _System

extension Image {
    /// Reads and decodes a JPEG, PNG or WebP file, with its EXIF orientation applied.
    ///
    /// Transparency is dropped and 16-bit channels keep their high byte, as Pillow's `convert("RGB")` does it; CMYK is
    /// converted without a colour profile.
    /// - Throws: if the file cannot be read, is no such picture, is damaged or truncated, or is larger than allowed.
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

    /// Decodes a JPEG, PNG or WebP picture in memory; `name` is for the error.
    public static func decode(
        _ bytes: UnsafeRawBufferPointer, name: String, options: DecodingOptions = .init()
    ) throws(ImageError) -> Image {
        do throws(CodecError) {
            guard let format = ImageFormat(bytes) else { throw CodecError(ImageFormat.rejection(of: bytes)) }
            let image =
                switch format {
                case .jpeg: try decodeJPEG(bytes, options: options)
                case .png: try decodePNG(bytes, options: options)
                case .webp: try decodeWebP(bytes, options: options)
                }
            return image.oriented(by: Orientation(in: bytes, format: format))
        } catch {
            throw ImageError(name: name, reason: error.reason)
        }
    }
}

/// The reason alone; the name of the file is added where it is known.
private struct CodecError: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }

    init(_ failure: codec_failure) {
        reason = withUnsafeBytes(of: failure.reason) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}

/// More progressive scans than any encoder writes; each costs time over the whole picture whatever its size in bytes.
private let maximumScans: Int32 = 100

private func decodeJPEG(_ bytes: UnsafeRawBufferPointer, options: DecodingOptions) throws(CodecError) -> Image {
    func header(scale: UInt32) throws(CodecError) -> codec_header {
        try readHeader { codec_jpeg_read_header(bytes.base, bytes.count, scale, &$0, &$1) }
    }
    var scale: UInt32 = 1
    var header = try header(scale: 1)
    try check(header, against: options)
    // Huffman coding spends at least a bit on each block of 8×8.
    if !header.arithmetic_coding && header.pixelCount / 512 > bytes.count {
        throw CodecError("truncated JPEG: \(bytes.count) bytes for \(header.width)×\(header.height) pixels")
    }
    if let minimum = options.minimumShortSide {
        for candidate: UInt32 in [2, 4, 8] {
            let scaled = try readHeader { codec_jpeg_read_header(bytes.base, bytes.count, candidate, &$0, &$1) }
            guard min(scaled.width, scaled.height) >= minimum else { break }
            (scale, header) = (candidate, scaled)
        }
    }
    return try decode(header) { destination, failure in
        codec_jpeg_decode(
            bytes.base, bytes.count, scale, maximumScans, header.width, header.height, destination, &failure)
    }
}

private func decodePNG(_ bytes: UnsafeRawBufferPointer, options: DecodingOptions) throws(CodecError) -> Image {
    let header = try readHeader { codec_png_read_header(bytes.base, bytes.count, &$0, &$1) }
    try check(header, against: options)
    // Deflate shrinks at most 1032-fold.
    if header.pixelCount / (8 * 1032) * Int(header.bits_per_pixel) > bytes.count {
        throw CodecError("truncated PNG: \(bytes.count) bytes for \(header.width)×\(header.height) pixels")
    }
    return try decode(header) { destination, failure in
        codec_png_decode(bytes.base, bytes.count, header.width, header.height, destination, &failure)
    }
}

private func decodeWebP(_ bytes: UnsafeRawBufferPointer, options: DecodingOptions) throws(CodecError) -> Image {
    let header = try readHeader { codec_webp_read_header(bytes.base, bytes.count, &$0, &$1) }
    try check(header, against: options)
    if header.animated { throw CodecError("animated WebP is not supported") }
    return try decode(header) { destination, failure in
        codec_webp_decode(bytes.base, bytes.count, header.width, header.height, destination, &failure)
    }
}

private func readHeader(
    _ read: (inout codec_header, inout codec_failure) -> Bool
) throws(CodecError) -> codec_header {
    var header = codec_header()
    var failure = codec_failure()
    guard read(&header, &failure) else { throw CodecError(failure) }
    return header
}

private func check(_ header: codec_header, against options: DecodingOptions) throws(CodecError) {
    guard header.width > 0 && header.height > 0 else { throw CodecError("a picture without pixels") }
    guard header.pixelCount <= options.maximumPixels else {
        throw CodecError(
            "\(header.width)×\(header.height) pixels are more than the limit of \(options.maximumPixels)")
    }
}

private func decode(
    _ header: codec_header, _ body: (UnsafeMutablePointer<UInt8>?, inout codec_failure) -> Bool
) throws(CodecError) -> Image {
    let count = header.pixelCount * 3
    var failure = codec_failure()
    var succeeded = false
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
        succeeded = body(buffer.baseAddress, &failure)
        initializedCount = succeeded ? count : 0
    }
    guard succeeded else { throw CodecError(failure) }
    return Image(width: Int(header.width), height: Int(header.height), pixels: pixels)
}

extension codec_header {
    /// Cannot overflow: both sides are below 2³¹.
    fileprivate var pixelCount: Int { Int(width) * Int(height) }
}

extension UnsafeRawBufferPointer {
    fileprivate var base: UnsafePointer<UInt8>? { baseAddress?.assumingMemoryBound(to: UInt8.self) }
}
