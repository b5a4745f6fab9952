import Synchronization
import _CIntrinsics

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Work that every member of a team does at once.
protocol TeamJob: AnyObject {
    func run(thread: Int, team: Team)
}

/// Threads that run one job together and meet at barriers in between.
///
/// A program is one job: the team starts once a run and crosses a barrier between steps, which costs a fraction of a
/// microsecond. Members spin for a moment before they sleep, so that runs in quick succession find them awake.
package final class Team: @unchecked Sendable {
    let count: Int

    private let generation = Atomic<Int>(0)
    private let arrivals = Atomic<Int>(0)
    private let phase = Atomic<Int>(0)
    private let finished = Atomic<Int>(0)
    private let sleepers = Atomic<Int>(0)
    private let stopping = Atomic<Bool>(false)
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    // Written by the caller before `generation` moves, read by members after.
    private nonisolated(unsafe) var job: (any TeamJob)?

    /// Turns of a spin-wait before a member yields its processor, and before it sleeps.
    private static let spins = 2_000
    private static let yields = 200

    /// - Throws: ``EngineError`` if the system gives no more threads; none is left behind.
    init(count: Int) throws(EngineError) {
        self.count = count
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(wake, nil)
        for thread in 1..<max(count, 1) {
            guard start(thread) else {
                stop()
                throw EngineError("threads", "the system gives no more than \(thread) of \(count) threads")
            }
        }
    }

    deinit {
        pthread_cond_destroy(wake)
        pthread_mutex_destroy(mutex)
        wake.deallocate()
        mutex.deallocate()
    }

    /// Every member runs the job, the caller as thread 0; returns when all have.
    func run(_ job: any TeamJob) {
        guard count > 1 else { return job.run(thread: 0, team: self) }
        self.job = job
        finished.store(0, ordering: .relaxed)
        generation.add(1, ordering: .sequentiallyConsistent)
        wakeSleepers()
        job.run(thread: 0, team: self)
        wait { finished.load(ordering: .acquiring) == count - 1 }
        self.job = nil
    }

    /// Waits until every member is here. What each wrote before, all see after.
    func barrier() {
        guard count > 1 else { return }
        let current = phase.load(ordering: .relaxed)
        if arrivals.add(1, ordering: .acquiringAndReleasing).newValue == count {
            arrivals.store(0, ordering: .relaxed)
            phase.store(current &+ 1, ordering: .releasing)
        } else {
            wait { phase.load(ordering: .acquiring) != current }
        }
    }

    /// Ends the threads. The team must be idle and is of no use afterwards.
    func stop() {
        stopping.store(true, ordering: .sequentiallyConsistent)
        generation.add(1, ordering: .sequentiallyConsistent)
        wakeSleepers()
    }

    private func wait(_ condition: () -> Bool) {
        var turns = 0
        while !condition() {
            turns &+= 1
            if turns < Self.spins { swiftlet_pause() } else { sched_yield() }
        }
    }

    private func wakeSleepers() {
        guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
        pthread_mutex_lock(mutex)
        pthread_cond_broadcast(wake)
        pthread_mutex_unlock(mutex)
    }

    private func start(_ thread: Int) -> Bool {
        let member = Unmanaged.passRetained(Member(team: self, thread: thread))
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
                let member = Unmanaged<Member>.fromOpaque(argument).takeRetainedValue()
                #else
                let member = Unmanaged<Member>.fromOpaque(argument!).takeRetainedValue()
                #endif
                member.team.serve(as: member.thread)
                return nil
            }, member.toOpaque())
        if status != 0 { member.release() }
        return status == 0
    }

    private func serve(as thread: Int) {
        var seen = 0
        while true {
            awaitJob(after: seen)
            seen &+= 1
            if stopping.load(ordering: .sequentiallyConsistent) { return }
            job?.run(thread: thread, team: self)
            finished.add(1, ordering: .releasing)
        }
    }

    /// Spins, then yields, then sleeps until the generation moves on.
    private func awaitJob(after seen: Int) {
        var turns = 0
        while generation.load(ordering: .acquiring) == seen {
            turns &+= 1
            if turns < Self.spins {
                swiftlet_pause()
            } else if turns < Self.spins + Self.yields {
                sched_yield()
            } else {
                sleepers.add(1, ordering: .sequentiallyConsistent)
                pthread_mutex_lock(mutex)
                while generation.load(ordering: .sequentiallyConsistent) == seen { pthread_cond_wait(wake, mutex) }
                pthread_mutex_unlock(mutex)
                sleepers.subtract(1, ordering: .sequentiallyConsistent)
            }
        }
    }

    private final class Member {
        let team: Team
        let thread: Int

        init(team: Team, thread: Int) {
            self.team = team
            self.thread = thread
        }
    }
}
