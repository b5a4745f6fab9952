import Foundation

/// A thread of the system. Foundation's `Thread` does not tell when there is none, and whoever waits for it waits forever.
final class WorkerThread {
    private let body: @Sendable () -> Void

    private init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    /// Runs `body` on a thread of its own.
    /// - Throws: ``CommandError`` if the system gives no more threads.
    static func start(_ body: @escaping @Sendable () -> Void) throws {
        let thread = Unmanaged.passRetained(WorkerThread(body))
        #if canImport(Darwin)
        var handle: pthread_t?
        #else
        var handle = pthread_t()
        #endif
        let status = pthread_create(
            &handle, nil,
            { argument in
                #if canImport(Darwin)
                let thread = Unmanaged<WorkerThread>.fromOpaque(argument).takeRetainedValue()
                #else
                let thread = Unmanaged<WorkerThread>.fromOpaque(argument!).takeRetainedValue()
                #endif
                pthread_detach(pthread_self())
                thread.body()
                return nil
            }, thread.toOpaque())
        guard status == 0 else {
            thread.release()
            throw CommandError("the system gives no more threads")
        }
    }
}
