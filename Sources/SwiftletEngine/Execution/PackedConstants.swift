import _SwiftletMicrokernelInterface

/// Weights in the order in which kernels read them, on a cache-line boundary. Never written once built.
final class PackedConstants: @unchecked Sendable {
    let elements: MapPointer
    let count: Int
    private let slab: Slab

    /// `count` zeros, then whatever `fill` writes, rounded to elements; a vector's worth of zeros follows.
    init(count: Int, element: ElementType = .float32, fill: (UnsafeMutableBufferPointer<Float>) -> Void) {
        self.count = count
        guard let (memory, slab) = Slab.zeros(byteCount: (count + 32) * element.byteCount) else {
            fatalError("the system has no memory for \(count) packed weights")
        }
        self.slab = slab
        elements = MapPointer(memory, element)
        if element == .float32 {
            fill(UnsafeMutableBufferPointer(start: elements.floats, count: count))
        } else {
            let source = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
            source.initialize(repeating: 0)
            fill(source)
            elements.update(from: source.baseAddress!, count: count)
            source.deallocate()
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
}
