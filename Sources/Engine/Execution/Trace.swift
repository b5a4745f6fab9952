#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What `SWIFTLET_TRACE=1` prints on standard error after each run: every step with its milliseconds, its rates, and the
/// layers that it stands for.
final class Trace {
    static let isWanted = getenv("SWIFTLET_TRACE").map { String(cString: $0) == "1" } ?? false

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

    func print(_ name: String, _ steps: [any Step]) {
        func number(_ value: Double, _ width: Int) -> String {
            let thousandths = Int((value * 1000).rounded())
            let fraction = String(thousandths % 1000)
            let text = "\(thousandths / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
            return String(repeating: " ", count: max(0, width - text.count)) + text
        }
        var text = "\(name): ms, GFLOP/s, GB/s\n"
        for (index, step) in steps.enumerated() where index + 1 < marks.count {
            let nanoseconds = Double(max(1, marks[index + 1] - marks[index]))
            text +=
                number(nanoseconds / 1e6, 9) + number(2 * Double(step.macs) / nanoseconds, 10)
                + number(Double(step.bytes) / nanoseconds, 10)
                + "  \(step.label): \(step.sources.joined(separator: " + "))\n"
        }
        if let first = marks.first, let last = marks.last {
            text += number(Double(last - first) / 1e6, 9) + "  total\n"
        }
        // One write, so that lines of concurrent runs do not mix.
        text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
