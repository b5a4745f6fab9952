import Foundation
import Swiftlet

/// What other programs take of this machine: what they take, a measurement lacks.
package struct MachineLoad: Equatable {
    /// A moment's counters, in seconds.
    package struct Sample: Equatable {
        /// Of all processors since the machine started, time that its host took away included.
        package var busy: Double
        /// This process's own part of it.
        package var own: Double
        package var time: Double

        package init(busy: Double, own: Double, time: Double) {
            self.busy = busy
            self.own = own
            self.time = time
        }
    }

    /// Processors' worth of work of other programs.
    package let others: Double

    /// Between two samples; nil where the clock did not move on.
    package init?(from start: Sample, to end: Sample) {
        let wall = end.time - start.time
        guard wall > 0 else { return nil }
        others = max(0, (end.busy - start.busy - (end.own - start.own)) / wall)
    }

    /// How many processors' worth of others' work is too much: a tenth of them all.
    static func limit(processors: Int) -> Double { 0.1 * Double(processors) }

    /// Whether what is measured meanwhile can be trusted.
    package func isQuiet(processors: Int = EngineConfiguration.processors) -> Bool {
        others <= Self.limit(processors: processors)
    }

    /// `1.4 of 2 processors`
    package func text(processors: Int = EngineConfiguration.processors) -> String {
        "\(Format.fixed(min(others, Double(processors)), 1)) of \(processors) processor\(processors == 1 ? "" : "s")"
    }
}

extension MachineLoad.Sample {
    /// Now; nil where the system does not tell.
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

    /// The first line of Linux' `/proc/stat`: ticks in user, nice, system, idle, waiting, interrupts (two kinds) and stolen by
    /// the host; what guests take is part of user. Nil for anything else.
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

/// Waits, within bounds, until other programs leave the machine alone.
struct QuietMachine {
    /// Seconds that are waited at most.
    static let patience = 60.0
    /// How long is looked each time.
    private static let window = 0.4

    /// The load at the end, or nil where nobody knows it.
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
