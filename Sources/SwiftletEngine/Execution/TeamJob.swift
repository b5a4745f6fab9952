/// Work in phases, each of as many parts as the team has members. A phase begins when the one before is over, and is over when
/// all its parts are done.
///
/// A class, not a protocol: members call it without counting references, which they would have to take turns at.
class TeamJob {
    var phases: Int { 1 }

    /// Whether each part of a phase is cut into ``PartLedger/pieces``, so that others can take what is left of it.
    func isCut(phase: Int) -> Bool { false }

    /// Computes a part. Which member does is not known before: mostly the one of the part's number, else whoever had nothing
    /// to do. No other computes that part, nor does this member any other meanwhile.
    func run(phase: Int, part: Int, member: Int) {}

    /// Computes a piece of a part, in a phase that is cut; for the rest as above.
    /// - Parameters:
    ///   - piece: From 0 to `pieces`, those of part 0 first.
    ///   - pieces: Of all parts.
    func run(phase: Int, piece: Int, of pieces: Int, member: Int) {}

    /// On the caller's thread, after each phase: but for the last one, another may have begun.
    func finished(phase: Int) {}
}

/// A job of one closure.
private final class Work: TeamJob {
    private let body: (_ phase: Int, _ part: Int, _ member: Int) -> Void
    override var phases: Int { count }
    private let count: Int
    private let cuts: Bool

    init(phases: Int, cuts: Bool = false, _ body: @escaping (_ phase: Int, _ part: Int, _ member: Int) -> Void) {
        count = phases
        self.cuts = cuts
        self.body = body
    }

    override func isCut(phase: Int) -> Bool { cuts && phase % 2 == 1 }

    override func run(phase: Int, part: Int, member: Int) { body(phase, part, member) }

    override func run(phase: Int, piece: Int, of pieces: Int, member: Int) { body(phase, piece, member) }
}

extension Team {
    /// Calls `body` once for each part of each phase.
    /// - Parameter cuts: Whether every second phase, from 1 on, is cut; its parts are the pieces then.
    package func run(
        phases: Int, width: Int, cuts: Bool = false,
        _ body: @escaping (_ phase: Int, _ part: Int, _ member: Int) -> Void
    ) {
        run(Work(phases: phases, cuts: cuts, body), width: width)
    }

    /// Calls `body` for as many parts at once, with the part's number, and returns when all have returned. A thread that
    /// does not come has its part done by another.
    /// - Throws: ``EngineError`` if the system gives no more threads.
    package static func run(threads: Int, _ body: @escaping (Int) -> Void) throws(EngineError) {
        let team = try TeamPool.shared.take(threads: threads)
        defer { TeamPool.shared.give(back: team) }
        team.run(Work(phases: 1) { _, part, _ in body(part) }, width: threads)
    }

    /// Wakes all members, and waits for them a moment: what begins next does not begin with some asleep.
    func gather() {
        run(Work(phases: 1) { _, _, _ in }, width: count, patience: 200_000)
    }
}
