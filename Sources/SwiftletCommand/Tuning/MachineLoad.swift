import Foundation
import Swiftlet

/// Other programs' load on this machine. A measurement lacks the time that they take.
package struct MachineLoad: Equatable {
    /// The counters of a moment, in seconds.
    package struct Sample: Equatable {
        /// Of all processors since the machine started, including the time that its host took away.
        package var busy: Double
        /// This process's part of ``busy``.
        package var own: Double
        package var time: Double

        package init(busy: Double, own: Double, time: Double) {
            self.busy = busy
            self.own = own
            self.time = time
        }
    }

    /// Other programs' load, in processors.
    package let others: Double

    /// The load between two samples; nil if the clock stood still.
    package init?(from start: Sample, to end: Sample) {
        let wall = end.time - start.time
        guard wall > 0 else { return nil }
        others = max(0, (end.busy - start.busy - (end.own - start.own)) / wall)
    }

    /// The load that is too much, in processors: a tenth of all of them.
    static func limit(processors: Int) -> Double { 0.1 * Double(processors) }

    /// Whether a measurement under this load can be trusted.
    package func isQuiet(processors: Int = EngineConfiguration.processors) -> Bool {
        others <= Self.limit(processors: processors)
    }

    /// `1.4 of 2 processors`
    package func text(processors: Int = EngineConfiguration.processors) -> String {
        "\(Format.fixed(min(others, Double(processors)), 1)) of \(processors) processor\(processors == 1 ? "" : "s")"
    }
}

extension MachineLoad.Sample {
    /// The counters now; nil if the system does not give them.
    static func now() -> Self? {
        guard let stat = try? String(contentsOfFile: "/proc/stat", encoding: .utf8),
            let busy = busySeconds(stat, ticksPerSecond: Double(sysconf(Int32(_SC_CLK_TCK))))
        else { return nil }
        func seconds(_ clock: clockid_t) -> Double {
            var time = timespec()
            clock_gettime(clock, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        return Self(busy: busy, own: seconds(CLOCK_PROCESS_CPUTIME_ID), time: seconds(CLOCK_MONOTONIC))
    }

    /// The first line of Linux' `/proc/stat`: ticks in user, nice, system, idle, waiting, interrupts (two kinds) and
    /// stolen by the host. User includes the guests' ticks. Nil for any other text.
    package static func busySeconds(_ stat: String, ticksPerSecond: Double) -> Double? {
        guard let line = stat.split(separator: "\n", maxSplits: 1).first, line.hasPrefix("cpu "), ticksPerSecond > 0
        else {
            return nil
        }
        let ticks = line.split(separator: " ").dropFirst().map { Double($0) }
        guard ticks.count >= 4, ticks.allSatisfy({ $0.map { $0 >= 0 && $0.isFinite } == true }) else { return nil }
        let busy = ticks.enumerated().reduce(0) { sum, tick in
            [0, 1, 2, 5, 6, 7].contains(tick.offset) ? sum + (tick.element ?? 0) : sum
        }
        return busy / ticksPerSecond
    }
}

/// Waits, for a limited time, until other programs leave the machine alone.
struct QuietMachine {
    /// The longest wait, in seconds.
    static let patience = 60.0
    /// The duration of each observation, in seconds.
    private static let window = 0.4

    /// The load at the end; nil if unknown.
    func wait() -> MachineLoad? {
        let start = ContinuousClock.now
        var isNoted = false
        while true {
            guard let before = MachineLoad.Sample.now() else { return nil }
            Thread.sleep(forTimeInterval: Self.window)
            guard let after = MachineLoad.Sample.now(), let load = MachineLoad(from: before, to: after) else {
                return nil
            }
            let waited = (ContinuousClock.now - start) / .seconds(1)
            if load.isQuiet() || waited >= Self.patience { return load }
            if !isNoted {
                Terminal.note(
                    "note: other programs take \(load.text()); waiting up to \(Int(Self.patience)) s until they leave "
                        + "the machine alone (--no-wait does not)\n")
                isNoted = true
            }
        }
    }
}
