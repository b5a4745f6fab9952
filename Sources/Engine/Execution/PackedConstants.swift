#if canImport(Glibc)
import Glibc
#endif

/// Weights in the order in which kernels read them, on a cache-line boundary. Never written once built.
final class PackedConstants: @unchecked Sendable {
    let floats: UnsafeMutablePointer<Float>
    let count: Int

    /// `count` zeros, then whatever `fill` writes; a vector's worth of zeros follows.
    init(count: Int, fill: (UnsafeMutableBufferPointer<Float>) -> Void) {
        self.count = count
        let raw = Self.allocate(byteCount: (count + 32) * MemoryLayout<Float>.size)
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

    /// Large memory is asked to lie in large pages, where the system has them: weights that stream from memory would
    /// otherwise wait for an address translation every 4 KiB.
    private static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
        let page = 2 << 20
        guard byteCount >= page else { return .allocate(byteCount: byteCount, alignment: 64) }
        let raw = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: page)
        #if canImport(Glibc)
        // Only pages that are used to their end: no memory is taken that was not asked for. Advice may be refused.
        madvise(raw, byteCount / page * page, MADV_HUGEPAGE)
        #endif
        return raw
    }

    deinit { UnsafeMutableRawPointer(floats).deallocate() }
}
