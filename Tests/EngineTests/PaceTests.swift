import SwiftletEngine
import Testing

/// The number of threads for the next run, from the times of earlier runs.
@Suite struct PaceTests {
    /// Simulates runs that take `milliseconds` at each width, and counts the runs at each width.
    private static func widths(
        _ pace: inout Pace, runs: Int, _ milliseconds: (_ run: Int, _ width: Int) -> Double
    ) -> [Int: Int] {
        var counts: [Int: Int] = [:]
        var time = 0.0
        for run in 0..<runs {
            let width = pace.width
            let taken = milliseconds(run, width)
            time += taken
            counts[width, default: 0] += 1
            pace.note(width: width, nanoseconds: UInt64(taken * 1e6), at: UInt64(time * 1e6))
        }
        return counts
    }

    @Test func aQuietMachineGivesAllThreads() {
        var pace = Pace(threads: 2)
        let counts = Self.widths(&pace, runs: 10_000) { run, width in run == 0 ? 20 : width == 2 ? 0.85 : 1.1 }
        #expect(counts[2, default: 0] > 9_900, "\(counts)")
        // The smaller width is measured occasionally.
        #expect(counts[1, default: 0] > 10, "\(counts)")
    }

    @Test func rareInterruptionsDoNotMatter() {
        var pace = Pace(threads: 2)
        let counts = Self.widths(&pace, runs: 10_000) { run, width in
            run % 300 == 299 ? 4 : width == 2 ? 0.85 : 1.1
        }
        #expect(counts[2, default: 0] > 9_500, "\(counts)")
    }

    @Test func aBusyMachineGivesOne() {
        var pace = Pace(threads: 2)
        // One run in three stops for a scheduler's slice.
        let counts = Self.widths(&pace, runs: 3_000) { run, width in
            width == 1 ? 1.1 : run % 3 == 0 ? 5 : 0.85
        }
        #expect(counts[2, default: 0] < 300, "\(counts)")
        // Every run stops, as with four busy loops.
        var worse = Pace(threads: 2)
        let most = Self.widths(&worse, runs: 3_000) { _, width in width == 1 ? 1.1 : 40 }
        #expect(most[2, default: 0] < 30, "\(most)")
        // When the other processes end, all threads return soon and for good.
        _ = Self.widths(&worse, runs: 2_100) { _, width in width == 2 ? 0.85 : 1.1 }
        let quiet = Self.widths(&worse, runs: 1_000) { _, width in width == 2 ? 0.85 : 1.1 }
        #expect(quiet[2, default: 0] > 980, "\(quiet)")
    }

    /// Where one thread is kept from running as much as two, two stay if their runs are shorter all in all.
    @Test func disturbedThreadsAreComparedWithADisturbedOne() {
        var pace = Pace(threads: 2)
        let counts = Self.widths(&pace, runs: 6_000) { run, width in
            // A first thousand runs on a quiet machine.
            let isDisturbed = run >= 1_000 && run % 2 == 0
            return width == 2 ? (isDisturbed ? 4.85 : 0.85) : (isDisturbed ? 7.7 : 1.7)
        }
        #expect(counts[2, default: 0] > 4_500, "\(counts)")
    }

    /// A first run alone that happens to be interrupted must not make the busy machine look good.
    @Test func anUnluckyFirstMeasurementIsForgotten() {
        var pace = Pace(threads: 2)
        var alone = 0
        let counts = Self.widths(&pace, runs: 3_000) { run, width in
            if width == 1 { alone += 1 }
            return width == 1 ? (alone == 1 ? 40 : 1.1) : run % 3 == 0 ? 20 : 0.85
        }
        #expect(counts[2, default: 0] < 300, "\(counts)")
    }

    @Test func threadsThatDoNotHelpAreNotUsed() {
        var pace = Pace(threads: 2)
        let counts = Self.widths(&pace, runs: 3_000) { _, width in width == 2 ? 1.2 : 1 }
        #expect(counts[2, default: 0] < 100, "\(counts)")
    }

    @Test func aSlowerProcessorIsNotABusyOne() {
        var pace = Pace(threads: 2)
        let counts = Self.widths(&pace, runs: 4_000) { run, width in
            (width == 2 ? 0.85 : 1.1) * (run < 1000 ? 1 : 2)
        }
        #expect(counts[2, default: 0] > 3_900, "\(counts)")
    }

    @Test func manyThreadsAreHalvedAsOftenAsNeeded() {
        var pace = Pace(threads: 8)
        // Four of eight processors are taken.
        let counts = Self.widths(&pace, runs: 4_000) { _, width in width > 4 ? 12 : 4 / Double(width) + 0.1 }
        #expect(counts[4, default: 0] > 3_800, "\(counts)")
        var three = Pace(threads: 3)
        let all = Self.widths(&three, runs: 2_000) { _, width in width > 1 ? 12 : 1 }
        #expect(Set(all.keys) == [3, 2, 1])
        #expect(all[1, default: 0] > 1_900, "\(all)")
    }

    /// If runs are long, the larger width is tried again after seconds, not after a thousand runs.
    @Test func longRunsDoNotWaitForever() {
        var pace = Pace(threads: 2)
        _ = Self.widths(&pace, runs: 1_000) { _, width in width == 2 ? 1_000 : 200 }
        let counts = Self.widths(&pace, runs: 100) { _, width in width == 2 ? 120 : 200 }
        #expect(counts[2, default: 0] > 50, "\(counts)")
    }
}
