extension Image {
    /// The picture resampled to the given size, as Pillow's `resize` does it (antialiased when it shrinks).
    ///
    /// Columns first, then rows, rounded to bytes between. The pixels are Pillow's own, but for a difference of 1 where
    /// Pillow chooses the other order, as it may when the two sides change by different factors.
    ///
    /// Time and memory are proportional to the sizes of the two pictures.
    /// - Precondition: both sides are positive.
    public func resized(width: Int, height: Int, filter: ResizeFilter) -> Image {
        precondition(width > 0 && height > 0, "a resize to \(width)×\(height)")
        if width == self.width && height == self.height { return self }
        return resized(width: width, height: height, filter: filter, columns: 0..<width, rows: 0..<height)
    }

    /// The part of `resized(width:height:filter:)` within the given columns and rows, without computing the rest.
    func resized(width: Int, height: Int, filter: ResizeFilter, columns: Range<Int>, rows: Range<Int>) -> Image {
        let horizontal = ResizeWeights(inputSize: self.width, outputSize: width, outputs: columns, filter: filter)
        let vertical = ResizeWeights(inputSize: self.height, outputSize: height, outputs: rows, filter: filter)
        let inputRows = vertical.inputs
        let rowBytes = columns.count * 3

        let narrowed = [UInt8](unsafeUninitializedCapacity: inputRows.count * rowBytes) { buffer, initializedCount in
            pixels.withUnsafeBufferPointer { source in
                for (index, row) in inputRows.enumerated() {
                    resampleRow(
                        source.baseAddress! + row * self.width * 3, into: buffer.baseAddress! + index * rowBytes,
                        weights: horizontal)
                }
            }
            initializedCount = buffer.count
        }
        let result = [UInt8](unsafeUninitializedCapacity: rows.count * rowBytes) { buffer, initializedCount in
            narrowed.withUnsafeBufferPointer { source in
                for index in 0..<rows.count {
                    let start = vertical.starts[index] - inputRows.lowerBound
                    combineRows(
                        source.baseAddress! + start * rowBytes, count: vertical.counts[index], rowBytes: rowBytes,
                        weights: vertical.weights[index * vertical.stride..<(index + 1) * vertical.stride],
                        into: buffer.baseAddress! + index * rowBytes)
                }
            }
            initializedCount = buffer.count
        }
        return Image(width: columns.count, height: rows.count, pixels: result)
    }
}

private let half = Int32(1) << (ResizeWeights.fractionBits - 1)

/// Rounds a fixed-point sum to a byte.
@inline(__always)
private func byte(_ sum: Int32) -> UInt8 {
    UInt8(truncatingIfNeeded: max(0, min(255, sum >> Int32(ResizeWeights.fractionBits))))
}

/// Resamples one row of RGB8. The sums cannot overflow: weights are normalised, so that their absolute values add up to
/// less than 1.3 for the bicubic kernel.
private func resampleRow(
    _ source: UnsafePointer<UInt8>, into destination: UnsafeMutablePointer<UInt8>, weights: ResizeWeights
) {
    var destination = destination
    weights.weights.withUnsafeBufferPointer { table in
        for index in 0..<weights.starts.count {
            var pixel = source + weights.starts[index] * 3
            let kernel = table.baseAddress! + index * weights.stride
            var (red, green, blue) = (half, half, half)
            for tap in 0..<weights.counts[index] {
                let weight = kernel[tap]
                red &+= Int32(pixel[0]) &* weight
                green &+= Int32(pixel[1]) &* weight
                blue &+= Int32(pixel[2]) &* weight
                pixel += 3
            }
            destination[0] = byte(red)
            destination[1] = byte(green)
            destination[2] = byte(blue)
            destination += 3
        }
    }
}

/// The weighted sum of `count` rows.
private func combineRows(
    _ source: UnsafePointer<UInt8>, count: Int, rowBytes: Int, weights: ArraySlice<Int32>,
    into destination: UnsafeMutablePointer<UInt8>
) {
    weights.withUnsafeBufferPointer { kernel in
        for x in 0..<rowBytes {
            var sum = half
            for tap in 0..<count { sum &+= Int32(source[tap &* rowBytes &+ x]) &* kernel[tap] }
            destination[x] = byte(sum)
        }
    }
}
