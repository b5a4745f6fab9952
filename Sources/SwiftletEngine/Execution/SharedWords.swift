import Synchronization
import _CSwiftletSystem

/// Integers that threads share. Each has two cache lines to itself, as processors fetch lines in pairs: who changes one does
/// not take another away. A thread can sleep until one changes.
struct SharedWords: @unchecked Sendable {
    private static let stride = 128

    private let memory: UnsafeMutableRawPointer
    private let count: Int

    /// `count` words, all 0.
    init(count: Int) {
        self.count = count
        memory = .allocate(byteCount: count * Self.stride, alignment: Self.stride)
        for index in 0..<count { self[index].initialize(to: Atomic(0)) }
    }

    func deallocate() {
        for index in 0..<count { self[index].deinitialize(count: 1) }
        memory.deallocate()
    }

    subscript(index: Int) -> UnsafeMutablePointer<Atomic<Int>> {
        (memory + index &* Self.stride).assumingMemoryBound(to: Atomic<Int>.self)
    }

    /// Sleeps until ``wake(_:groups:)`` names one of `groups`, a set of bits, unless the word is not `value` any more. May
    /// return sooner.
    /// - Parameter limit: Nanoseconds, fewer than a second; 0 for no limit.
    func sleep(on index: Int, while value: Int, groups: UInt32 = .max, limit: UInt32 = 0) {
        swiftlet_sleep(lowHalf(index), UInt32(truncatingIfNeeded: value), groups, limit)
    }

    func wake(_ index: Int, groups: UInt32 = .max) {
        swiftlet_wake(lowHalf(index), groups)
    }

    /// The system compares 32 bits: those that change, which come first on every processor that there are kernels for.
    private func lowHalf(_ index: Int) -> UnsafeMutablePointer<UInt32> {
        (memory + index &* Self.stride).assumingMemoryBound(to: UInt32.self)
    }
}
