#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What the steps of a run took: where one runs several times, all of them together.
final class StepClock {
    private var elapsed: [UInt64]
    private var last: UInt64 = 0

    init(steps: Int) {
        elapsed = Array(repeating: 0, count: steps)
    }

    func reset() {
        for step in elapsed.indices { elapsed[step] = 0 }
    }

    func start() { last = Self.now() }

    /// A step ended: what has passed since the last one is its own.
    func mark(_ step: Int) {
        let now = Self.now()
        elapsed[step] += now - last
        last = now
    }

    private static func now() -> UInt64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    }

    /// What each step took; never 0.
    var milliseconds: [Double] { elapsed.map { Double(max(1, $0)) / 1e6 } }
}
