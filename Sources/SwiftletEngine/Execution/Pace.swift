/// How many threads share the next run of a program: all of them on a quiet machine, fewer where others keep them from running.
///
/// A thread that loses its processor in the middle of its part keeps all others waiting for a slice of the scheduler's, several
/// milliseconds; one thread alone waits for nobody. What counts is what runs take. There is a ladder of widths, each half
/// of the one before. A run gains or loses what it took less or more than a run of the best smaller width takes at the time,
/// its interruptions included. Gains are kept up to a limit, so that a single interruption does no harm; when losses have
/// used them up, the next runs have that width, twice as many each time that the larger one is tried in vain.
package struct Pace {
    private struct Rung {
        let width: Int
        /// Nanoseconds of a run that was not disturbed; 0 if there was none.
        var typical = 0.0
        /// Nanoseconds of a run as they have been lately, disturbed ones among them.
        var mean = 0.0
        /// What a larger width has to beat. A single bad run must not count for long.
        var cost: Double { max(typical, min(mean, 3 * typical)) }
        /// Nanoseconds that runs have gained, less those that they have lost.
        var gain = 0.0
        /// Gains in a row.
        var gains = 0
        /// Runs since the width was chosen.
        var trial = 0
        /// Runs so far.
        var runs = 0
        /// How many runs the smaller widths get when this one has lost.
        var pause = Pace.shortestPause
    }

    private static let shortestPause = 16
    private static let longestPause = 1024
    /// A pause ends after so many nanoseconds if there were so many runs: where each takes long.
    private static let pauseTime: UInt64 = 2_000_000_000
    private static let leastRuns = 16
    /// Gains in a row after which a width counts as undisturbed, and runs after which it was not tried in vain.
    private static let undisturbed = 64
    /// The most that gains add up to, and what a width begins with, in typical runs of the smaller one. The first run
    /// of a width wakes threads.
    private static let largestGain = 4.0
    private static let firstGain = 0.5
    /// Runs between two that only keep a smaller width's typical time up to date; fewer at first.
    private static let refresh = 1024

    private var ladder: [Rung]
    private var current = 0
    /// Runs at this width or a smaller one until the larger one is tried again, and when they began.
    private var rest = 0
    private var restBegan: UInt64 = 0
    private var restRuns = 0

    package init(threads: Int) {
        var widths = [max(1, threads)]
        while widths.last! > 1 { widths.append(widths.last!.dividedUp(by: 2)) }
        ladder = widths.map { Rung(width: $0) }
    }

    /// Threads of the next run.
    package var width: Int { ladder[refreshed ?? current].width }

    /// The smaller width that the next run only measures, the nearest most often.
    private var refreshed: Int? {
        let runs = ladder[current].runs
        let smaller = ladder.count - 1 - current
        guard smaller > 0, runs > 1, runs < Self.refresh ? runs & (runs - 1) == 0 : runs % Self.refresh == 0 else {
            return nil
        }
        let number = runs < Self.refresh ? runs.trailingZeroBitCount : 10 + runs / Self.refresh
        return current + 1 + min(number.trailingZeroBitCount, smaller - 1)
    }

    /// A run ended.
    /// - Parameters:
    ///   - width: What ``width`` was.
    ///   - nanoseconds: What the run took.
    ///   - time: When it ended, in nanoseconds.
    package mutating func note(width: Int, nanoseconds: UInt64, at time: UInt64) {
        guard let index = ladder.firstIndex(where: { $0.width == width }) else { return }
        let taken = Double(max(1, nanoseconds))
        learn(index, taken)
        // Other tasks may have changed the width meanwhile, and this run may only have measured a smaller one.
        guard index == current else {
            if index > current { ladder[current].runs += 1 }
            return
        }
        ladder[index].runs += 1
        if index + 1 < ladder.count { weigh(index, taken, time) }
        if index == current, index > 0 { awaitLarger(time) }
    }

    /// Quickly down, slowly up: what disturbs a run makes it longer.
    private mutating func learn(_ index: Int, _ taken: Double) {
        let typical = ladder[index].typical
        if typical == 0 {
            ladder[index].typical = taken
            ladder[index].mean = taken
            if index > current { ladder[current].gain = max(ladder[current].gain, Self.firstGain * taken) }
        } else {
            ladder[index].typical += taken < typical ? (taken - typical) / 2 : min(taken - typical, typical) / 16
            ladder[index].mean += (taken - ladder[index].mean) / 8
        }
    }

    private mutating func weigh(_ index: Int, _ taken: Double, _ time: UInt64) {
        // None may be measured yet.
        guard let best = best(after: index) else { return }
        let smaller = ladder[best].cost
        // What other programs did to it is forgotten by and by while it is not used.
        ladder[best].mean += (ladder[best].typical - ladder[best].mean) / 256
        ladder[index].trial += 1
        ladder[index].gain = min(ladder[index].gain + smaller - taken, Self.largestGain * smaller)
        ladder[index].gains = taken < smaller ? ladder[index].gains + 1 : 0
        if ladder[index].gains >= Self.undisturbed { ladder[index].pause = Self.shortestPause }
        guard ladder[index].gain < 0 else { return }
        if ladder[index].trial >= Self.undisturbed { ladder[index].pause = Self.shortestPause }
        ladder[index].trial = 0
        rest = ladder[index].pause
        restBegan = time
        restRuns = 0
        ladder[index].pause = min(2 * rest, Self.longestPause)
        ladder[index].gains = 0
        current = best
        ladder[current].gain = Self.firstGain * smaller
    }

    /// The smaller width with the shortest runs; nil if none is measured.
    private func best(after index: Int) -> Int? {
        var best: Int?
        for other in index + 1..<ladder.count where ladder[other].typical > 0 {
            if best.map({ ladder[other].cost < ladder[$0].cost }) ?? true { best = other }
        }
        return best
    }

    /// Goes back to the larger width when its pause is over.
    private mutating func awaitLarger(_ time: UInt64) {
        restRuns += 1
        guard restRuns >= rest || restRuns >= Self.leastRuns && time &- restBegan >= Self.pauseTime else { return }
        current -= 1
        ladder[current].gain = best(after: current).map { Self.firstGain * ladder[$0].cost } ?? 0
        ladder[current].trial = 0
        restRuns = 0
        rest = Self.leastRuns
        restBegan = time
    }
}
