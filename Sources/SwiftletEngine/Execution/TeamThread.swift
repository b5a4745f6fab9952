import _SwiftletLibC

/// A thread of the system that serves a team.
final class TeamThread {
    private let team: Team
    private let member: Int

    private init(_ team: Team, _ member: Int) {
        self.team = team
        self.member = member
    }

    /// Whether the system gave one.
    static func start(_ team: Team, _ member: Int) -> Bool {
        let thread = Unmanaged.passRetained(TeamThread(team, member))
        #if canImport(Darwin)
        var handle: pthread_t?
        #else
        var handle = pthread_t()
        #endif
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        defer { pthread_attr_destroy(&attributes) }
        let status = pthread_create(
            &handle, &attributes,
            { argument in
                #if canImport(Darwin)
                let thread = Unmanaged<TeamThread>.fromOpaque(argument).takeRetainedValue()
                #else
                let thread = Unmanaged<TeamThread>.fromOpaque(argument!).takeRetainedValue()
                #endif
                thread.team.serve(as: thread.member)
                return nil
            }, thread.toOpaque())
        if status != 0 { thread.release() }
        return status == 0
    }
}
