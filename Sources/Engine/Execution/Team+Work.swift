extension Team {
    private final class Work: TeamJob {
        let body: (Int) -> Void

        init(_ body: @escaping (Int) -> Void) { self.body = body }

        func run(thread: Int, team: Team) { body(thread) }
    }

    /// Runs `body` on that many threads at once, with the thread's number, and returns when all have returned.
    /// - Throws: ``EngineError`` if the system gives no more threads.
    package static func run(threads: Int, _ body: @escaping (Int) -> Void) throws(EngineError) {
        let team = try TeamPool.shared.take(threads: threads)
        defer { TeamPool.shared.give(back: team) }
        team.run(Work(body))
    }
}
