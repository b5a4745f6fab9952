import Foundation
import SwiftletEngine
import SwiftletTensors
import Synchronization
import Testing

/// Members that do not come, or stop in the middle, and the others' work meanwhile.
@Suite(.serialized) struct TeamTests {
    /// The member of each part of each phase, and the number of computations.
    private final class Record: Sendable {
        let parts: Int
        private let members: [Counter]
        private let counts: [Counter]
        private let done = Atomic<Int>(0)

        final class Counter: Sendable {
            let value = Atomic<Int>(0)
        }

        init(phases: Int, parts: Int) {
            self.parts = parts
            members = (0..<phases * parts).map { _ in Counter() }
            counts = (0..<phases * parts).map { _ in Counter() }
        }

        /// Called in place of work.
        func note(_ phase: Int, _ part: Int, _ member: Int) {
            #expect(done.load(ordering: .acquiring) >= phase * parts, "phase \(phase) began before the last was over")
            members[phase * parts + part].value.store(member, ordering: .relaxed)
            counts[phase * parts + part].value.add(1, ordering: .relaxed)
            done.add(1, ordering: .acquiringAndReleasing)
        }

        var isOnceEach: Bool { counts.allSatisfy { $0.value.load(ordering: .relaxed) == 1 } }
        var workers: Set<Int> { Set(members.map { $0.value.load(ordering: .relaxed) }) }
    }

    /// A door that threads wait at. It opens by itself after a while, so that a failure does not hang.
    private final class Door: Sendable {
        private let isOpen = Atomic<Bool>(false)
        private let gaveUp = Atomic<Bool>(false)

        var timedOut: Bool { gaveUp.load(ordering: .relaxed) }

        func open() { isOpen.store(true, ordering: .releasing) }

        func wait() {
            for _ in 0..<20_000 {
                if isOpen.load(ordering: .acquiring) { return }
                usleep(1000)
            }
            gaveUp.store(true, ordering: .relaxed)
        }
    }

    @Test(arguments: [1, 2, 3, 5]) func computesEachPartOnceWhoeverIsLate(count: Int) throws {
        let turns = Atomic<UInt64>(7)
        let team = try Team(count: count) { member in
            // Some members hesitate occasionally, as long as several phases take.
            var generator = SplitMix64(state: turns.add(1, ordering: .relaxed).newValue &* 31 &+ UInt64(member))
            let choice = generator.next() % 16
            if choice == 0 { usleep(UInt32(generator.next() % 300)) }
            if choice == 1 { sched_yield() }
        }
        defer { team.stop() }
        for round in 0..<60 {
            let phases = 1 + round % 23
            let record = Record(phases: phases, parts: count)
            team.run(phases: phases, width: 1 + round % count) { record.note($0, $1, $2) }
            #expect(record.isOnceEach, "round \(round)")
        }
    }

    @Test func waitsForNobodyWhoHasNotCome() throws {
        let door = Door()
        let team = try Team(count: 3) { member in if member == 1 { door.wait() } }
        defer { team.stop() }
        let first = Record(phases: 30, parts: 3)
        team.run(phases: 30, width: 3) { first.note($0, $1, $2) }
        #expect(!door.timedOut, "the run waited for a member that had not come")
        #expect(first.isOnceEach)
        #expect(!first.workers.contains(1))
        // The late member finds the run over and helps in later runs.
        door.open()
        var helped = false
        for _ in 0..<10_000 where !helped {
            let next = Record(phases: 4, parts: 3)
            team.run(phases: 4, width: 3) { phase, part, member in
                next.note(phase, part, member)
                usleep(20)
            }
            #expect(next.isOnceEach)
            helped = next.workers.contains(1)
        }
        #expect(helped)
        #expect(first.isOnceEach, "a late member computed what was done already")
    }

    /// A member stops within a part. The others take the rest, then sleep.
    @Test func waitsAsleepForAPartThatIsBegun() throws {
        let team = try Team(count: 2)
        defer { team.stop() }
        let door = Door()
        let record = Record(phases: 3, parts: 2)
        func processorTime() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        let began = processorTime()
        team.run(phases: 3, width: 2) { phase, part, member in
            if phase == 1, member == 1 {
                door.open()
                usleep(400_000)
            }
            // The caller leaves a part to it.
            if phase == 1, member == 0 { door.wait() }
            record.note(phase, part, member)
        }
        #expect(!door.timedOut)
        #expect(record.isOnceEach)
        #expect(record.workers.contains(1))
        #expect(processorTime() - began < 0.2, "the caller did not sleep while it waited")
    }

    /// Every second phase is cut: each of its pieces is computed once, and none of the others'.
    @Test(arguments: [1, 2, 3, 5]) func computesEachPieceOnceWhoeverIsLate(count: Int) throws {
        let turns = Atomic<UInt64>(11)
        let team = try Team(count: count) { member in
            var generator = SplitMix64(state: turns.add(1, ordering: .relaxed).newValue &* 41 &+ UInt64(member))
            if generator.next() % 8 == 0 { usleep(UInt32(generator.next() % 200)) }
        }
        defer { team.stop() }
        for round in 0..<60 {
            let phases = 1 + round % 12
            // A cut phase has four pieces of each part.
            let records = (0..<phases).map { Record(phases: 1, parts: $0 % 2 == 1 ? 4 * count : count) }
            let finished = Atomic<Int>(0)
            team.run(phases: phases, width: 1 + round % count, cuts: true) { phase, piece, member in
                let before = (0..<phase).reduce(0) { $0 + records[$1].parts }
                #expect(finished.load(ordering: .acquiring) >= before, "phase \(phase) began before the last was over")
                records[phase].note(0, piece, member)
                finished.add(1, ordering: .acquiringAndReleasing)
            }
            #expect(records.allSatisfy { $0.isOnceEach }, "round \(round)")
        }
    }

    /// A member stops within its first piece: the caller computes the other pieces of that part.
    @Test func leavesOnlyOnePieceToWhoStops() throws {
        let team = try Team(count: 2)
        defer { team.stop() }
        let began = Door()
        let rest = Door()
        let record = Record(phases: 1, parts: 8)
        let pieces = Atomic<Int>(0)
        team.run(phases: 2, width: 2, cuts: true) { phase, piece, member in
            guard phase == 1 else { return }
            if member == 1 {
                began.open()
                // Until all others are computed.
                rest.wait()
            } else {
                began.wait()
                if pieces.add(1, ordering: .relaxed).newValue == 7 { rest.open() }
            }
            record.note(0, piece, member)
        }
        #expect(!began.timedOut)
        #expect(!rest.timedOut, "the pieces of a part waited for the member that had begun it")
        #expect(record.isOnceEach)
        #expect(record.workers == [0, 1])
    }

    @Test func smallerWidthsLeaveTheOthersAsleep() throws {
        let team = try Team(count: 4)
        defer { team.stop() }
        for width in [1, 2, 3] {
            for _ in 0..<50 {
                let record = Record(phases: 5, parts: 4)
                team.run(phases: 5, width: width) { record.note($0, $1, $2) }
                #expect(record.isOnceEach)
                #expect(record.workers.allSatisfy { $0 < width }, "\(record.workers) of \(width)")
            }
        }
    }

    @Test func stoppedMembersEnd() throws {
        for _ in 0..<20 {
            let team = try Team(count: 3)
            let record = Record(phases: 2, parts: 3)
            team.run(phases: 2, width: 3) { record.note($0, $1, $2) }
            team.stop()
            #expect(record.isOnceEach)
        }
    }
}
