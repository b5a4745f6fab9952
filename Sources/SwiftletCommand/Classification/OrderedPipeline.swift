import Foundation

/// Transforms a list on several threads and hands the results out in the list's order.
///
/// At most `window` elements are begun and not yet handed out, so that memory stays bounded however slow the reader is.
final class OrderedPipeline<Input: Sendable, Output: Sendable>: @unchecked Sendable {
    // All that changes is guarded by the condition's lock.
    private let condition = NSCondition()
    private var begun = 0
    private var handedOut = 0
    private var finished: [Int: Output] = [:]
    private var isCancelled = false

    private let inputs: [Input]
    private let window: Int
    private let transform: @Sendable (Input) -> Output

    /// - Parameter workers: Threads, or as many as the system gives.
    /// - Throws: ``CommandError`` if it gives none.
    init(_ inputs: [Input], workers: Int, window: Int, transform: @escaping @Sendable (Input) -> Output) throws {
        precondition(workers > 0 && window > 0)
        self.inputs = inputs
        self.window = window
        self.transform = transform
        for worker in 0..<min(workers, inputs.count) {
            do {
                try WorkerThread.start { self.work() }
            } catch  where worker > 0 {
                break
            }
        }
    }

    /// The next result in order, waited for; nil after the last.
    func next() -> Output? {
        condition.lock()
        defer { condition.unlock() }
        guard handedOut < inputs.count else { return nil }
        while true {
            if let output = finished.removeValue(forKey: handedOut) {
                handedOut += 1
                condition.broadcast()
                return output
            }
            condition.wait()
        }
    }

    /// Begins nothing more.
    func cancel() {
        condition.withLock {
            isCancelled = true
            condition.broadcast()
        }
    }

    private func work() {
        while let index = take() {
            let output = transform(inputs[index])
            condition.withLock {
                finished[index] = output
                condition.broadcast()
            }
        }
    }

    /// The next element to begin, once the window has room; nil when none is left.
    private func take() -> Int? {
        condition.lock()
        defer { condition.unlock() }
        while begun < inputs.count, begun - handedOut >= window, !isCancelled { condition.wait() }
        guard begun < inputs.count, !isCancelled else { return nil }
        begun += 1
        return begun - 1
    }
}
