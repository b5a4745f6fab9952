import _MicrokernelInterface

#if canImport(Glibc)
import Glibc
#endif

/// Weights in the order in which kernels read them, on a cache-line boundary. Never written once built.
final class PackedConstants: @unchecked Sendable {
    let elements: MapPointer
    let count: Int

    /// `count` zeros, then whatever `fill` writes, rounded to elements; a vector's worth of zeros follows.
    init(count: Int, element: ElementType = .float32, fill: (UnsafeMutableBufferPointer<Float>) -> Void) {
        self.count = count
        func zeros(_ element: ElementType) -> MapPointer {
            let byteCount = (count + 32) * element.byteCount
            let raw = Self.allocate(byteCount: byteCount)
            raw.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
            return MapPointer(raw, element)
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

    deinit { elements.address.deallocate() }
}
