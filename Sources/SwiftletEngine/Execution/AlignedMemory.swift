import _SwiftletLibC

/// Zeroed memory for kernels to work on.
enum AlignedMemory {
    #if canImport(Glibc)
    /// `MADV_POPULATE_WRITE`, which older headers lack.
    private static let populateForWriting: CInt = 23
    #endif

    /// So many bytes of zeros from a cache line's boundary on. Freed with `deallocate()`.
    ///
    /// Large memory is asked to lie in large pages, where the system has them: weights that stream from memory would
    /// otherwise wait for an address translation every 4 KiB.
    static func zeros(byteCount: Int) -> UnsafeMutableRawPointer {
        let largePage = 2 << 20
        let raw = UnsafeMutableRawPointer.allocate(
            byteCount: byteCount, alignment: byteCount >= largePage ? largePage : 64)
        #if canImport(Glibc)
        // Advice, which may be refused. Only pages that are used to their end: no memory is taken that was not asked for.
        if byteCount >= largePage { madvise(raw, byteCount / largePage * largePage, MADV_HUGEPAGE) }
        // All pages at once: taking a fault for each costs more than clearing it. Refused before Linux 5.14.
        let page = 4096
        let first = Int(bitPattern: raw).dividedUp(by: page) * page
        let end = (Int(bitPattern: raw) + byteCount) / page * page
        if end - first >= 16 * page {
            madvise(UnsafeMutableRawPointer(bitPattern: first), end - first, populateForWriting)
        }
        #endif
        raw.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
        return raw
    }
}
