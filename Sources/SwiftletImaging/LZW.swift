/// The compressed data of a frame: blocks of up to 255 bytes, each preceded by its length.
struct GIFData {
    private let bytes: UnsafeRawBufferPointer
    private var offset: Int
    private var left = 0
    private var isOver = false

    init(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
        self.bytes = bytes
        self.offset = offset
    }

    /// The next byte; nil after the last block.
    mutating func next() -> UInt8? {
        if left == 0 {
            guard !isOver, offset < bytes.count, bytes[offset] > 0 else { return nil }
            left = Int(bytes[offset])
            offset += 1
        }
        guard offset < bytes.count else { return nil }
        left -= 1
        offset += 1
        return bytes[offset - 1]
    }

    /// Skips the remaining blocks. False if the file ends before its next part.
    mutating func reachesTrailer() -> Bool {
        while next() != nil {}
        return offset < bytes.count - 1 && bytes[offset] == 0
    }
}

/// GIF's compression (GIF89a, appendix F): codes of up to 12 bits, each of which stands for a string of pixels.
enum LZW {
    private static let tableSize = 4096

    /// - Parameter count: The number of pixels. Codes after them are not read.
    static func decode(_ data: inout GIFData, minimumCodeSize: Int, count: Int) throws(CodecError) -> [UInt8] {
        guard (1...8).contains(minimumCodeSize) else {
            throw CodecError("bad GIF: codes of \(minimumCodeSize) bits")
        }
        let (clear, end) = (1 << minimumCodeSize, 1 << minimumCodeSize + 1)
        // Each code that is not a literal stands for another code's string and one more pixel.
        var prefix = [UInt16](repeating: 0, count: tableSize)
        var suffix = [UInt8](repeating: 0, count: tableSize)
        // A string, its last pixel first.
        var string: [UInt8] = []
        string.reserveCapacity(tableSize)
        var pixels: [UInt8] = []
        pixels.reserveCapacity(count)
        var (next, size) = (clear + 2, minimumCodeSize + 1)
        var previous: Int?
        var first: UInt8 = 0
        var (bits, bitCount) = (0, 0)
        while pixels.count < count {
            while bitCount < size {
                guard let byte = data.next() else { throw CodecError("truncated GIF: the data end early") }
                bits |= Int(byte) << bitCount
                bitCount += 8
            }
            let code = bits & (1 << size - 1)
            bits >>= size
            bitCount -= size
            if code == clear {
                (next, size, previous) = (clear + 2, minimumCodeSize + 1, nil)
                continue
            }
            if code == end { throw CodecError("truncated GIF: \(pixels.count) of \(count) pixels") }
            var rest = code
            if let last = previous {
                guard code <= next, code < tableSize else { throw CodecError("bad GIF: an undefined code") }
                // The code may be the one that this step defines: the previous string and its first pixel again.
                if code == next {
                    string.append(first)
                    rest = last
                }
                while rest >= clear {
                    string.append(suffix[rest])
                    rest = Int(prefix[rest])
                }
                first = UInt8(rest)
                if next < tableSize {
                    prefix[next] = UInt16(last)
                    suffix[next] = first
                    next += 1
                    if next == 1 << size && size < 12 { size += 1 }
                }
            } else {
                guard code < clear else { throw CodecError("bad GIF: an undefined code") }
                first = UInt8(code)
            }
            string.append(first)
            for pixel in string.reversed().prefix(count - pixels.count) { pixels.append(pixel) }
            string.removeAll(keepingCapacity: true)
            previous = code
        }
        return pixels
    }
}
