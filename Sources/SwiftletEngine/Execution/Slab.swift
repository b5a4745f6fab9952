import _SwiftletLibC

/// Zeroed memory that many packed constants are cut from, taken from the system in large pages: a program has hundreds of
/// them, and a fault for every 4 KiB would take a third of the time in which it is compiled. Given back when none is left.
final class Slab: @unchecked Sendable {
    private static let byteCount = 16 << 20
    /// What is larger gets a slab of its own.
    private static let mostShared = 4 << 20
    private static let largePage = 2 << 20

    private struct Current {
        weak var slab: Slab?
    }

    private static let current = Lock(Current())

    private let mapping: UnsafeMutableRawPointer
    private let mappedBytes: Int
    private let start: UnsafeMutableRawPointer
    private let byteCount: Int
    private var used = 0

    /// - Returns: So many bytes of zeros from a cache line's boundary on, which are there as long as the slab is; nil if the
    ///   system has no more memory.
    static func zeros(byteCount: Int) -> (memory: UnsafeMutableRawPointer, slab: Slab)? {
        if byteCount > mostShared {
            return Slab(byteCount: byteCount).map { ($0.start, $0) }
        }
        return current.withLock { current in
            if let slab = current.slab, let memory = slab.cut(byteCount) { return (memory, slab) }
            guard let slab = Slab(byteCount: Self.byteCount), let memory = slab.cut(byteCount) else { return nil }
            current.slab = slab
            return (memory, slab)
        }
    }

    private init?(byteCount: Int) {
        self.byteCount = byteCount
        mappedBytes = byteCount + Self.largePage
        let flags = MAP_PRIVATE | MAP_ANONYMOUS
        guard let mapping = mmap(nil, mappedBytes, PROT_READ | PROT_WRITE, flags, -1, 0), mapping != MAP_FAILED else {
            return nil
        }
        self.mapping = mapping
        start = mapping.alignedUp(toMultipleOf: Self.largePage)
        #if canImport(Glibc)
        // Advice, which may be refused. Only pages that are used to their end: no memory is taken that was not asked for.
        madvise(start, byteCount / Self.largePage * Self.largePage, MADV_HUGEPAGE)
        #endif
    }

    deinit { munmap(mapping, mappedBytes) }

    private func cut(_ count: Int) -> UnsafeMutableRawPointer? {
        let rounded = count.dividedUp(by: 64) * 64
        guard rounded <= byteCount - used else { return nil }
        defer { used += rounded }
        return start + used
    }
}
