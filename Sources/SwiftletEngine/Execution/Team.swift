import Synchronization
import _CSwiftletIntrinsics

/// Threads that run one job together.
///
/// Nobody waits for a thread that has not come. Each member first takes the parts that are meant for it, so that rows of a map
/// stay in the cache of the processor that wrote them; then pieces that nobody has taken; and then waits until all that was
/// taken is done. A member that the system keeps from running loses its pieces to the others, and goes on with the phase that it
/// finds when it is back. Only a piece that it had begun has to be waited for, and that is done asleep.
package final class Team: @unchecked Sendable {
    package let count: Int
    /// Of a phase that is cut.
    private var pieces: Int { count &* PartLedger.pieces }
    private let ledger: PartLedger
    /// The phase with this number, and those after it, belong to no run yet.
    private let opened = 0
    /// Members that sleep between runs.
    private let idle = 1
    private let words = SharedWords(count: 2)
    /// How many members are wanted for the current run, the caller among them.
    private let width = Atomic<Int>(1)
    /// Written by the caller before it opens a run's phases, read by who has taken a part of one.
    private let current = UnsafeMutablePointer<Run>.allocate(capacity: 1)
    private let hesitation: (@Sendable (Int) -> Void)?

    private struct Run {
        var job: Unmanaged<TeamJob>?
        var firstPhase = 1
    }

    /// Nanoseconds that a member waits before it takes what is meant for another.
    private static let patience: UInt64 = 2_000
    /// For parts that others compute before it sleeps: several times what waking takes.
    private static let partSpin: UInt64 = 50_000
    /// The longest sleep at a time. A processor that falls idle fetches a thread that waits for another processor, but not one
    /// that ran there within the last half millisecond: so it falls idle again and again.
    private static let nap: UInt32 = 200_000
    /// And for the next run, whose input is written meanwhile.
    private static let runSpin: UInt64 = 300_000

    /// - Parameters:
    ///   - count: Members, the caller of each run among them.
    ///   - hesitation: Called with a member's number before it looks for work in a phase. For tests.
    /// - Throws: ``EngineError`` if the system gives no more threads; none is left behind.
    package init(count: Int, hesitation: (@Sendable (Int) -> Void)? = nil) throws(EngineError) {
        self.count = max(count, 1)
        self.hesitation = hesitation
        ledger = PartLedger(parts: self.count)
        words[opened].pointee.store(1, ordering: .relaxed)
        current.initialize(to: Run())
        for member in 1..<self.count {
            guard DetachedThread.start({ self.serve(as: member) }) else {
                stop()
                throw EngineError("threads", "the system gives no more than \(member) of \(count) threads")
            }
        }
    }

    deinit {
        ledger.deallocate()
        words.deallocate()
        current.deallocate()
    }

    /// Ends the threads. The team must be idle and is of no use afterwards.
    package func stop() {
        words[opened].pointee.store(.max, ordering: .sequentiallyConsistent)
        words.wake(opened)
    }

    /// Runs a job with the first `width` members, the caller being the first; returns when all phases are over.
    /// - Parameter patience: Nanoseconds that members wait before they take what is meant for others.
    func run(_ job: TeamJob, width: Int, patience: UInt64 = Team.patience) {
        guard count > 1, width > 1 else { return runAlone(job) }
        let first = words[opened].pointee.load(ordering: .relaxed)
        let end = first + job.phases
        current.pointee = Run(job: .passUnretained(job), firstPhase: first)
        self.width.store(width, ordering: .relaxed)
        // Who is about to sleep has counted itself before it looked at `opened` for the last time; both orders are total.
        words[opened].pointee.store(end, ordering: .sequentiallyConsistent)
        if words[idle].pointee.load(ordering: .sequentiallyConsistent) > 0 {
            words.wake(opened, groups: (1..<min(width, 32)).reduce(0) { $0 | Self.group(of: $1) })
        }
        work(as: 0, phases: first..<end, width: width, patience: patience)
        current.pointee.job = nil
    }

    private func runAlone(_ job: TeamJob) {
        for phase in 0..<job.phases {
            if job.isCut(phase: phase) {
                for piece in 0..<pieces { job.run(phase: phase, piece: piece, of: pieces, member: 0) }
            } else {
                for part in 0..<count { job.run(phase: phase, part: part, member: 0) }
            }
            job.finished(phase: phase)
        }
    }

    /// What a member does in a run: from the phase that it finds, to the last one.
    private func work(as member: Int, phases: Range<Int>, width: Int, patience: UInt64) {
        var phase = max(ledger.phase, phases.lowerBound)
        // Whether others were missed in the phase before: then what is meant for them is taken at once.
        var isAlone = false
        while phase < phases.upperBound {
            hesitation?(member)
            var computed = 0
            for part in stride(from: member, to: count, by: width) { computed += compute(part, of: phase, member) }
            if computed > 0 { ledger.finish(computed, of: phase) }
            if isAlone { isAlone = takeOthers(of: phase, member) }
            if !ledger.isOver(phase) { isAlone = wait(for: phase, member, patience) }
            if member == 0 {
                current.pointee.job!._withUnsafeGuaranteedRef { $0.finished(phase: phase - phases.lowerBound) }
                phase += 1
            } else {
                phase = ledger.isOver(phase + 1) ? ledger.phase : phase + 1
            }
        }
    }

    /// Computes all pieces of a part that nobody has taken.
    /// - Returns: How many.
    private func compute(_ part: Int, of phase: Int, _ member: Int) -> Int {
        var computed = 0
        while true {
            let taken = ledger.take(1, of: part, of: phase)
            guard !taken.isEmpty else { return computed }
            // The run cannot end before the piece is done, so the job is there.
            let run = current.pointee
            run.job!._withUnsafeGuaranteedRef { job in
                let number = phase &- run.firstPhase
                if job.isCut(phase: number) {
                    let piece = part &* PartLedger.pieces &+ taken.lowerBound
                    job.run(phase: number, piece: piece, of: pieces, member: member)
                } else {
                    computed &+= ledger.take(PartLedger.pieces, of: part, of: phase).count
                    // The first piece is the whole part, the others are nothing.
                    if taken.lowerBound == 0 { job.run(phase: number, part: part, member: member) }
                }
            }
            computed &+= taken.count
        }
    }

    /// Computes what nobody has taken.
    /// - Returns: Whether there was something.
    private func takeOthers(of phase: Int, _ member: Int) -> Bool {
        var computed = 0
        for distance in 1..<count {
            let part = (member + distance) % count
            if ledger.isFree(part, of: phase) { computed += compute(part, of: phase, member) }
        }
        if computed > 0 { ledger.finish(computed, of: phase) }
        return computed > 0
    }

    /// Waits until a phase is over: spins, takes what is left, spins on, and sleeps in the end.
    /// - Returns: Whether there was something to take.
    private func wait(for phase: Int, _ member: Int, _ patience: UInt64) -> Bool {
        var begin: UInt64 = 0
        var turns = 0
        var hasLooked = false
        var tookSome = false
        while !ledger.isOver(phase) {
            swiftlet_pause()
            turns &+= 1
            // Reading the clock takes as long as a pause.
            guard turns & 15 == 0 else { continue }
            let now = MonotonicClock.nanoseconds()
            if begin == 0 { begin = now }
            let waited = now &- begin
            if !hasLooked, waited >= patience {
                hasLooked = true
                tookSome = takeOthers(of: phase, member)
                if tookSome { begin = 0 }
            } else if waited >= max(Self.partSpin, patience) {
                ledger.sleep(until: phase, limit: Self.nap)
            }
        }
        return tookSome
    }

    // MARK: - Members

    /// What a member does from the start of its thread to its end.
    func serve(as member: Int) {
        var seen = 1
        var wasWanted = true
        while true {
            seen = awaitRun(after: seen, member, spins: wasWanted)
            guard seen < .max else { return }
            let width = width.load(ordering: .relaxed)
            wasWanted = member < width
            if wasWanted { work(as: member, phases: 1..<seen, width: width, patience: Self.patience) }
        }
    }

    /// Spins, then sleeps until more phases are open.
    private func awaitRun(after seen: Int, _ member: Int, spins: Bool) -> Int {
        var begin: UInt64 = 0
        var turns = 0
        while spins {
            let now = words[opened].pointee.load(ordering: .acquiring)
            if now != seen { return now }
            swiftlet_pause()
            turns &+= 1
            guard turns & 15 == 0 else { continue }
            let time = MonotonicClock.nanoseconds()
            if begin == 0 { begin = time }
            if time &- begin >= Self.runSpin { break }
        }
        words[idle].pointee.add(1, ordering: .sequentiallyConsistent)
        defer { words[idle].pointee.subtract(1, ordering: .relaxed) }
        while true {
            let now = words[opened].pointee.load(ordering: .sequentiallyConsistent)
            if now != seen { return now }
            words.sleep(on: opened, while: seen, groups: Self.group(of: member))
        }
    }

    /// The bit of a member among those that are woken; the last one is shared.
    private static func group(of member: Int) -> UInt32 { 1 << UInt32(min(member, 31)) }
}
