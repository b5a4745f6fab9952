import SwiftletEngine

/// Threads for computing tasks, one for each processor that the process may use.
///
/// Swift's own tasks share equally few threads. A task that decodes and classifies for milliseconds holds up all others
/// there. The `async` methods of ``Model`` run here. ``run(_:)`` does the same for any other work that blocks, such as
/// loading a model:
///
/// ```swift
/// let model = try await InferenceThreads.run { try Model(pretrained: "mobilenet_v3_large") }
/// ```
public final class InferenceThreads: TaskExecutor, @unchecked Sendable {
    private static let shared = InferenceThreads(limit: EngineConfiguration.processors)

    private let limit: Int
    private let monitor = Monitor()
    // The monitor guards all three.
    private var waiting: [UnownedJob] = []
    private var threads = 0
    private var idle = 0

    /// Lives as long as the process.
    private init(limit: Int) {
        self.limit = limit
    }

    /// Runs `body` on one of the threads, and frees the task's own thread until it is done. A task that is cancelled
    /// while it waits still runs `body`.
    public static func run<Result: Sendable, Failure: Error>(
        _ body: @Sendable () throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        try await withTaskExecutorPreference(shared) { () async throws(Failure) -> Result in try body() }
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        monitor.lock()
        waiting.append(job)
        if idle > 0 {
            monitor.wakeOne()
        } else if threads < limit, DetachedThread.start({ self.serve() }) {
            threads += 1
        }
        let isStranded = threads == 0
        let stranded = isStranded ? waiting : []
        if isStranded { waiting = [] }
        monitor.unlock()
        // If the system gives no thread at all, the caller's thread runs the jobs.
        for job in stranded { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    private func serve() {
        while true {
            monitor.lock()
            while waiting.isEmpty {
                idle += 1
                monitor.wait()
                idle -= 1
            }
            let job = waiting.removeFirst()
            monitor.unlock()
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}
