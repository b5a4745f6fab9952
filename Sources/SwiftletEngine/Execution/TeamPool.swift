/// Idle teams of any size. A run borrows one and gives it back; runs at the same time have teams of their own.
final class TeamPool: Sendable {
    static let shared = TeamPool()

    private let idle = Lock<[Team]>([])

    func take(threads: Int) throws(EngineError) -> Team {
        let team = idle.withLock { teams in
            // A few teams at most; and a dictionary would allocate at each change.
            teams.lastIndex { $0.count == threads }.map { teams.remove(at: $0) }
        }
        if let team { return team }
        return try Team(count: threads)
    }

    func give(back team: Team) {
        idle.withLock { $0.append(team) }
    }
}
