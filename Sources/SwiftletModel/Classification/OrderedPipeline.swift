import SwiftletEngine

/// Transforms a list on several threads and hands the results out in the list's order.
///
/// At most `window` elements are begun and not yet handed out, so that memory stays bounded however slow the reader is.
final class OrderedPipeline<Input: Sendable, Output: Sendable>: @unchecked Sendable {
    // The monitor guards every variable.
    private let monitor = Monitor()
    private var begun = 0
    private var handedOut = 0
    private var finished: [Int: Output] = [:]
    private var isCancelled = false
    /// Whether the system gave no thread at all.
    private var isAlone = true

    private let inputs: [Input]
    private let window: Int
    private let transform: @Sendable (Input) -> Output

    init(_ inputs: [Input], workers: Int, window: Int, transform: @escaping @Sendable (Input) -> Output) {
        precondition(workers > 0 && window > 0)
        self.inputs = inputs
        self.window = window
        self.transform = transform
        for _ in 0..<min(workers, inputs.count) {
            guard DetachedThread.start({ self.work() }) else { break }
            isAlone = false
        }
    }

    /// The next result in order, waited for; nil after the last.
    func next() -> Output? {
        if isAlone { return computed() }
        monitor.lock()
        defer { monitor.unlock() }
        guard handedOut < inputs.count else { return nil }
        while true {
            if let output = finished.removeValue(forKey: handedOut) {
                handedOut += 1
                monitor.wakeAll()
                return output
            }
            monitor.wait()
        }
    }

    /// The next result, computed by the caller.
    private func computed() -> Output? {
        guard handedOut < inputs.count, !isCancelled else { return nil }
        handedOut += 1
        return transform(inputs[handedOut - 1])
    }

    /// Begins nothing more.
    func cancel() {
        monitor.lock()
        isCancelled = true
        monitor.wakeAll()
        monitor.unlock()
    }

    private func work() {
        while let index = take() {
            let output = transform(inputs[index])
            monitor.lock()
            finished[index] = output
            monitor.wakeAll()
            monitor.unlock()
        }
    }

    /// The next element to begin, once the window has room; nil when none is left.
    private func take() -> Int? {
        monitor.lock()
        defer { monitor.unlock() }
        while begun < inputs.count, begun - handedOut >= window, !isCancelled { monitor.wait() }
        guard begun < inputs.count, !isCancelled else { return nil }
        begun += 1
        return begun - 1
    }
}
