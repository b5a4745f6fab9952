/// Weights in the order in which kernels read them, on a cache-line boundary. Never written once built.
final class PackedConstants: @unchecked Sendable {
    let floats: UnsafeMutablePointer<Float>
    let count: Int

    /// `count` zeros, then whatever `fill` writes; a vector's worth of zeros follows.
    init(count: Int, fill: (UnsafeMutableBufferPointer<Float>) -> Void) {
        self.count = count
        let raw = UnsafeMutableRawPointer.allocate(byteCount: (count + 32) * MemoryLayout<Float>.size, alignment: 64)
        floats = raw.bindMemory(to: Float.self, capacity: count + 32)
        floats.initialize(repeating: 0, count: count + 32)
        fill(UnsafeMutableBufferPointer(start: floats, count: count))
    }

    /// A copy of `values`, zero-padded to `count`.
    convenience init(_ values: [Float], paddedTo count: Int) {
        self.init(count: max(count, values.count)) { buffer in
            _ = buffer.update(fromContentsOf: values)
        }
    }

    deinit { UnsafeMutableRawPointer(floats).deallocate() }
}
