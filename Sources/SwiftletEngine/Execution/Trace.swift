import _SwiftletLibC
import _SwiftletMicrokernelInterface

/// What `SWIFTLET_TRACE=1` prints on standard error after each run: every step with its milliseconds, its rates, and the
/// layers that it stands for.
enum Trace {
    static let isWanted = getenv("SWIFTLET_TRACE").map { String(cString: $0) == "1" } ?? false

    static func print(_ name: String, _ stages: [Stage], _ element: ElementType, _ clock: StepClock) {
        func number(_ value: Double, _ width: Int) -> String {
            let thousandths = Int((value * 1000).rounded())
            let fraction = String(thousandths % 1000)
            let text = "\(thousandths / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
            return String(repeating: " ", count: max(0, width - text.count)) + text
        }
        let times = clock.milliseconds
        var text = "\(name): ms, GFLOP/s, GB/s\n"
        let steps = stages.flatMap { stage in
            zip(stage.steps, stage.origins).map { (step: $0, origin: $1, rounds: Double(stage.imageRounds)) }
        }
        for ((step, origin, rounds), time) in zip(steps, times) {
            text +=
                number(time, 9) + number(2 * rounds * Double(step.macs) / (time * 1e6), 10)
                + number(rounds * Double(step.bytes(element)) / (time * 1e6), 10)
                + "  \(step.label): \(origin.sources.map(\.path).joined(separator: " + "))\n"
        }
        text += number(times.reduce(0, +), 9) + "  total\n"
        // One write, so that lines of concurrent runs do not mix.
        text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
