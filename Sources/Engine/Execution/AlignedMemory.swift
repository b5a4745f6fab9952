#if canImport(Glibc)
import Glibc
#endif

/// Zeroed memory for kernels to work on.
enum AlignedMemory {
    /// So many bytes of zeros from a cache line's boundary on. Freed with `deallocate()`.
    static func zeros(byteCount: Int) -> UnsafeMutableRawPointer {
        let raw = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
        #if canImport(Glibc)
        // The pages at once, rather than by a fault for each. Advice, which older systems ignore; it takes a few pages to
        // be worth the call.
        let (page, populateForWriting) = (Int(getpagesize()), Int32(23))
        if byteCount >= 16 * page {
            let start = raw.alignedUp(toMultipleOf: page)
            madvise(start, (raw + byteCount - start) / page * page, populateForWriting)
        }
        #endif
        raw.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
        return raw
    }
}
