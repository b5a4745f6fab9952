/// Decodes the first frame of a GIF on its canvas (Graphics Interchange Format, version 89a).
///
/// Follows Pillow's `convert("RGB")`. Colour 0, or the transparent colour if there is one, surrounds the frame. A frame larger than
/// the canvas enlarges it. Colours that the palette lacks are black.
func decodeGIF(_ bytes: UnsafeRawBufferPointer, _ options: DecodingOptions) throws(CodecError) -> Image {
    let frame = try GIFFrame(bytes)
    try options.check(width: frame.canvasWidth, height: frame.canvasHeight)
    guard frame.width > 0 && frame.height > 0 else { throw CodecError("a picture without pixels") }
    // A code of 12 bits stands for 4096 pixels at most.
    if frame.width * frame.height / 4096 > bytes.count {
        throw CodecError("truncated GIF: \(bytes.count) bytes for \(frame.width)×\(frame.height) pixels")
    }
    var data = GIFData(bytes, at: frame.dataOffset)
    let indices = try LZW.decode(&data, minimumCodeSize: frame.minimumCodeSize, count: frame.width * frame.height)

    var warnings: [String] = []
    if !data.reachesTrailer() { warnings.append("truncated GIF: the file ends early, after the pixels") }
    if options.strict, let warning = warnings.first { throw CodecError(warning) }

    let count = frame.canvasWidth * frame.canvasHeight * 3
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
        func write(_ index: UInt8, at position: Int) {
            let color = frame.colors[Int(index)]
            for channel in 0..<3 { buffer[position * 3 + channel] = color[channel] }
        }
        for position in 0..<frame.canvasWidth * frame.canvasHeight { write(frame.background, at: position) }
        var source = 0
        for row in frame.rows {
            let start = (frame.top + row) * frame.canvasWidth + frame.left
            for x in 0..<frame.width { write(indices[source + x], at: start + x) }
            source += frame.width
        }
        initializedCount = count
    }
    var image = Image(width: frame.canvasWidth, height: frame.canvasHeight, pixels: pixels)
    image.warnings = warnings
    return image
}

/// The description of a GIF's first frame.
private struct GIFFrame {
    let canvasWidth: Int
    let canvasHeight: Int
    let left: Int
    let top: Int
    let width: Int
    let height: Int
    /// 256 colours.
    let colors: [SIMD3<UInt8>]
    /// The colour around the frame.
    let background: UInt8
    let isInterlaced: Bool
    let minimumCodeSize: Int
    /// The offset of the compressed pixels.
    let dataOffset: Int

    init(_ bytes: UnsafeRawBufferPointer) throws(CodecError) {
        let truncated = CodecError("truncated GIF: the data end early")
        func short(_ offset: Int) throws(CodecError) -> Int {
            guard let value = bytes.integer(at: offset, of: 2, bigEndian: false) else { throw truncated }
            return value
        }
        func byte(_ offset: Int) throws(CodecError) -> UInt8 {
            guard offset < bytes.count else { throw truncated }
            return bytes[offset]
        }
        /// The palette at `offset`, if the flags tell that there is one. Moves `offset` past it.
        func palette(_ flags: UInt8, _ offset: inout Int) throws(CodecError) -> [SIMD3<UInt8>]? {
            guard flags & 0x80 != 0 else { return nil }
            guard let entries = bytes.slice(at: offset, count: 3 << (Int(flags & 7) + 1)) else { throw truncated }
            offset += entries.count
            return (0..<entries.count / 3).map {
                SIMD3(entries[$0 * 3], entries[$0 * 3 + 1], entries[$0 * 3 + 2])
            }
        }

        let screen = (width: try short(6), height: try short(8))
        var offset = 13
        var colors = try palette(try byte(10), &offset)
        var transparent: UInt8 = 0
        while true {
            let kind = try byte(offset)
            offset += 1
            switch kind {
            case 0x21:  // an extension: its label, then blocks
                let isControl = try byte(offset) == 0xF9
                offset += 1
                if isControl, try byte(offset) >= 4, try byte(offset + 1) & 1 != 0 {
                    transparent = try byte(offset + 4)
                }
                while case let size = Int(try byte(offset)), size > 0 { offset += 1 + size }
                offset += 1
            case 0x2C:  // a frame
                (left, top, width, height) =
                    (try short(offset), try short(offset + 2), try short(offset + 4), try short(offset + 6))
                let flags = try byte(offset + 8)
                offset += 9
                colors = try palette(flags, &offset) ?? colors
                minimumCodeSize = Int(try byte(offset))
                dataOffset = offset + 1
                isInterlaced = flags & 0x40 != 0
                (canvasWidth, canvasHeight) = (max(screen.width, left + width), max(screen.height, top + height))
                background = transparent
                self.colors = Self.completed(colors ?? [])
                return
            case 0x3B: throw CodecError("a GIF without a picture")
            default: break  // stray bytes between blocks
            }
        }
    }

    /// Completes the palette to 256 colours: with shades of gray if it has only these or is empty, else with black.
    private static func completed(_ palette: [SIMD3<UInt8>]) -> [SIMD3<UInt8>] {
        let isGray = palette.enumerated().allSatisfy { $1 == SIMD3(repeating: UInt8($0)) }
        return palette + (palette.count..<256).map { isGray ? SIMD3(repeating: UInt8($0)) : SIMD3() }
    }

    /// The rows in the order of the file.
    var rows: [Int] {
        guard isInterlaced else { return Array(0..<height) }
        return [(0, 8), (4, 8), (2, 4), (1, 2)].flatMap { Array(stride(from: $0.0, to: height, by: $0.1)) }
    }
}
