import _MicrokernelInterface

/// Weights in the order in which kernels read them, on a cache-line boundary. Never written once built.
final class PackedConstants: @unchecked Sendable {
    let elements: MapPointer
    let count: Int

    /// `count` zeros, then whatever `fill` writes, rounded to elements; a vector's worth of zeros follows.
    init(count: Int, element: ElementType = .float32, fill: (UnsafeMutableBufferPointer<Float>) -> Void) {
        self.count = count
        func zeros(_ element: ElementType) -> MapPointer {
            MapPointer(AlignedMemory.zeros(byteCount: (count + 32) * element.byteCount), element)
        }
        let source = zeros(.float32)
        fill(UnsafeMutableBufferPointer(start: source.floats, count: count))
        if element == .float32 {
            elements = source
        } else {
            elements = zeros(element)
            elements.update(from: source.floats, count: count)
            source.address.deallocate()
        }
    }

    /// The constants where they are float32.
    var floats: UnsafeMutablePointer<Float> { elements.floats }

    /// A copy of `values`, zero-padded to `count`.
    convenience init(_ values: [Float], paddedTo count: Int) {
        self.init(count: max(count, values.count)) { buffer in
            _ = buffer.update(fromContentsOf: values)
        }
    }

    deinit { elements.address.deallocate() }
}
