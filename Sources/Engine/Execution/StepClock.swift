#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The times at which the steps of a run ended.
final class StepClock {
    private var marks: [UInt64] = []

    init(steps: Int) {
        marks.reserveCapacity(steps + 1)
    }

    func start() {
        marks.removeAll(keepingCapacity: true)
        mark()
    }

    func mark() {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        marks.append(UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec))
    }

    /// What each step took; never 0.
    var milliseconds: [Double] {
        zip(marks, marks.dropFirst()).map { Double(max(1, $1 - $0)) / 1e6 }
    }
}
