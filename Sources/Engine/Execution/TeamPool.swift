import Synchronization

/// Idle teams, by size. A run borrows one and gives it back; runs at the same time have teams of their own.
final class TeamPool: Sendable {
    static let shared = TeamPool()

    private let idle = Mutex<[Int: [Team]]>([:])

    func take(threads: Int) throws(EngineError) -> Team {
        if let team = idle.withLock({ $0[threads]?.popLast() }) { return team }
        return try Team(count: threads)
    }

    func give(back team: Team) {
        idle.withLock { $0[team.count, default: []].append(team) }
    }
}
