import _SwiftletLibC

/// Zeroed memory straight from the system, which grants it as a whole or refuses it. Given back when nothing refers to it.
///
/// Large memory is asked to lie in large pages, where the system has them: hundreds of packed weights would otherwise cost a
/// page fault every 4 KiB while a program is compiled, and an address translation every 4 KiB while it runs.
final class MappedMemory: @unchecked Sendable {
    private static let largePage = 2 << 20
    #if canImport(Glibc)
    /// `MADV_POPULATE_WRITE`, which older headers lack.
    private static let populateForWriting: CInt = 23
    #endif

    /// On a cache line's boundary at least.
    let start: UnsafeMutableRawPointer
    let byteCount: Int
    private let mappedBytes: Int

    /// - Parameters:
    ///   - byteCount: At least 1.
    ///   - isTouched: Whether all pages are made at once. One by one, as they are written, they cost more; but then each
    ///     thread makes the pages that it writes.
    /// - Returns: Nil if the system refuses.
    init?(byteCount: Int, isTouched: Bool) {
        let page = Int(getpagesize())
        let (end, overflow) = byteCount.addingReportingOverflow(Self.largePage + page)
        guard byteCount > 0, !overflow, end > 0 else { return nil }
        let whole = byteCount.dividedUp(by: page) * page
        guard let start = whole < Self.largePage ? Self.map(whole) : Self.mapAligned(whole) ?? Self.map(whole) else {
            return nil
        }
        self.start = start
        self.byteCount = byteCount
        mappedBytes = whole
        #if canImport(Glibc)
        // Advice, which may be refused. Only pages that are used to their end: no memory is taken that was not asked for.
        let large = whole / Self.largePage * Self.largePage
        if large > 0 { madvise(start, large, MADV_HUGEPAGE) }
        // Refused before Linux 5.14.
        if isTouched, whole >= 16 * page { madvise(start, whole, Self.populateForWriting) }
        #endif
    }

    deinit { munmap(start, mappedBytes) }

    /// - Parameter byteCount: Whole pages.
    private static func map(_ byteCount: Int) -> UnsafeMutableRawPointer? {
        #if canImport(Darwin)
        let flags = MAP_PRIVATE | MAP_ANON
        #else
        let flags = MAP_PRIVATE | MAP_ANONYMOUS
        #endif
        guard let start = mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, -1, 0), start != MAP_FAILED else {
            return nil
        }
        return start
    }

    /// Begins on a large page's boundary; what lies around is given back.
    private static func mapAligned(_ byteCount: Int) -> UnsafeMutableRawPointer? {
        guard let mapping = map(byteCount + largePage) else { return nil }
        let start = mapping.alignedUp(toMultipleOf: largePage)
        if start > mapping { munmap(mapping, start - mapping) }
        let rest = mapping + largePage - start
        if rest > 0 { munmap(start + byteCount, rest) }
        return start
    }
}
