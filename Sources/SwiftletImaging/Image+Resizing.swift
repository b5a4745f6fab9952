extension Image {
    /// The picture resampled to the given size, as with Pillow's `resize` (antialiased when it shrinks).
    ///
    /// Gives exactly the pixels of Pillow 13. Two passes, with rounding to bytes between them, resample along the rows and then
    /// along the columns. The order is reversed if the height shrinks by more than twice as many pixels as the width. Older versions
    /// of Pillow never reverse it, which changes single pixels of tall pictures by 1 or 2.
    ///
    /// Time and memory are proportional to the sizes of the two pictures.
    /// - Precondition: Both sides are positive.
    public func resized(width: Int, height: Int, filter: ResizeFilter) -> Image {
        precondition(width > 0 && height > 0, "a resize to \(width)×\(height)")
        if width == self.width && height == self.height { return self }
        let count = width * height * 3
        let pixels = [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            resizeRows(width: width, height: height, filter: filter, columns: 0..<width, rows: 0..<height) {
                index, row in
                _ = UnsafeMutableBufferPointer(rebasing: buffer[(index * row.count)...]).update(fromContentsOf: row)
            }
            initializedCount = count
        }
        return Image(width: width, height: height, pixels: pixels)
    }

    /// Resamples the picture to the given size, but computes only the given columns and rows of the result. Calls `body` with each
    /// row and its index within `rows`.
    func resizeRows(
        width: Int, height: Int, filter: ResizeFilter, columns: Range<Int>, rows: Range<Int>,
        body: (Int, UnsafeBufferPointer<UInt8>) -> Void
    ) {
        let horizontal = ResizeWeights(inputSize: self.width, outputSize: width, outputs: columns, filter: filter)
        let vertical = ResizeWeights(inputSize: self.height, outputSize: height, outputs: rows, filter: filter)
        let rowBytes = columns.count * 3
        pixels.withUnsafeBufferPointer { pixels in
            vertical.pairs.withUnsafeBufferPointer { pairs in
                withUnsafeTemporaryAllocation(of: UInt8.self, capacity: rowBytes + rowSlack) { row in
                    // The rule of Pillow 13.
                    let rowsFirst = height < self.height && self.height - height > 2 * (self.width - width)
                    let source =
                        rowsFirst
                        ? nil
                        : Narrowed(
                            pixels.baseAddress!, width: self.width, rows: vertical.inputs, of: self.height, horizontal)
                    let inputs = horizontal.inputs
                    var combined = [UInt8](repeating: 0, count: rowsFirst ? inputs.count * 3 + rowSlack : 0)
                    for index in 0..<rows.count {
                        let (start, count) = (vertical.starts[index], vertical.counts[index])
                        let weights = pairs.baseAddress! + index * vertical.stride
                        if let source {
                            combineRows(
                                source.row(start), count: count, stride: source.stride, rowBytes: rowBytes,
                                weights: weights,
                                into: row.baseAddress!)
                        } else {
                            combined.withUnsafeMutableBufferPointer { combined in
                                combineRows(
                                    pixels.baseAddress! + (start * self.width + inputs.lowerBound) * 3, count: count,
                                    stride: self.width * 3, rowBytes: inputs.count * 3, weights: weights,
                                    into: combined.baseAddress!)
                                resampleRow(
                                    combined.baseAddress! - inputs.lowerBound * 3, into: row.baseAddress!,
                                    weights: horizontal)
                            }
                        }
                        body(index, UnsafeBufferPointer(rebasing: row[..<rowBytes]))
                    }
                }
            }
        }
    }
}

/// The rows that the vertical pass needs, resampled by the horizontal pass.
private final class Narrowed {
    /// The distance of two rows in bytes.
    let stride: Int
    private let first: Int
    private let memory: UnsafeMutableBufferPointer<UInt8>

    init(_ pixels: UnsafePointer<UInt8>, width: Int, rows: Range<Int>, of height: Int, _ weights: ResizeWeights) {
        stride = weights.starts.count * 3
        first = rows.lowerBound
        memory = .allocate(capacity: rows.count * stride + rowSlack)
        let rowBytes = width * 3
        for row in rows {
            let target = memory.baseAddress! + (row - first) * stride
            if row < height - 1 && rowBytes >= rowSlack {
                resampleRow(pixels + row * rowBytes, into: target, weights: weights)
            } else {
                // The kernel must not read beyond the picture.
                withUnsafeTemporaryAllocation(of: UInt8.self, capacity: rowBytes + rowSlack) { copy in
                    copy.initialize(repeating: 0)
                    copy.baseAddress!.update(from: pixels + row * rowBytes, count: rowBytes)
                    resampleRow(copy.baseAddress!, into: target, weights: weights)
                }
            }
        }
    }

    func row(_ row: Int) -> UnsafePointer<UInt8> {
        UnsafePointer(memory.baseAddress! + (row - first) * stride)
    }

    deinit {
        memory.deallocate()
    }
}
