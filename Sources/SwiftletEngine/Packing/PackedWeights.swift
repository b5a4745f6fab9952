import SwiftletTensors

/// The packed constants of one set of weights, shared by all programs that are compiled with it.
///
/// Programs of a network for other batches or other sizes of picture read the same weights in the same order, mostly: they
/// share the memory. What no program uses any more is given back.
package final class PackedWeights: Sendable {
    private struct Entry {
        weak var constants: PackedConstants?
    }

    private struct State {
        var weights: Weights
        var entries: [PackingKey: Entry] = [:]
        /// Fills everything again; nil until it is wanted, and after something was added.
        var refill: PackingJob?
    }

    private let state: Lock<State>

    package init(_ weights: Weights) {
        state = Lock(State(weights: weights))
    }

    /// What programs are compiled with.
    package var weights: Weights { state.withLock { $0.weights } }

    /// Bytes of all constants that programs use.
    package var byteCount: Int {
        state.withLock { $0.entries.values.reduce(0) { $0 + ($1.constants?.byteCount ?? 0) } }
    }

    /// Builds what asks for packed constants, and packs those that are new. One caller at a time does: what it packs, the next
    /// one finds.
    ///
    /// - Parameters:
    ///   - build: Asks for constants, which it must not read yet.
    ///   - admit: Is given the result and the bytes that new constants need, before memory is taken. It throws where that is
    ///     too much.
    ///   - refused: The error to throw if the system does not grant that memory.
    /// - Throws: ``EngineError`` of `admit` and `refused`, and if the system gives no more threads.
    func pack<Result>(
        _ build: (PackingRequests) -> Result, admit: (Result, _ byteCount: Int) throws(EngineError) -> Void,
        refused: (_ byteCount: Int) -> EngineError
    ) throws(EngineError) -> Result {
        try state.withLock { (state) throws(EngineError) in
            let entries = state.entries
            let requests = PackingRequests { entries[$0]?.constants }
            let result = build(requests)
            try admit(result, requests.byteCount)
            guard requests.allocate() else { throw refused(requests.byteCount) }
            try PackingJob(requests.pending.map(\.constants), of: state.weights).run(from: state.weights)
            state.entries = entries.filter { $0.value.constants != nil }
            for (key, constants) in requests.pending { state.entries[key] = Entry(constants: constants) }
            state.refill = nil
            return result
        }
    }

    /// Fills the constants of all programs again, in place, from other values of the same parameters. Programs compute with
    /// them from the next run on, bit for bit as if they were compiled anew. From the second time on only
    /// bookkeeping is allocated where the values are float32: fewer than 64 small blocks, no copy of any weight.
    ///
    /// No program may run meanwhile.
    ///
    /// - Throws: ``EngineError`` for a parameter that is missing, mis-shaped or not floating point, when nothing is changed;
    ///   and if the system gives no more threads.
    package func refill(from weights: Weights) throws(EngineError) {
        try state.withLock { (state) throws(EngineError) in
            for (key, tensor) in state.weights {
                guard let new = weights[key], new.shape == tensor.shape, new.scalarType.isFloatingPoint else {
                    let found = weights[key].map { "are \($0)" } ?? "are missing"
                    throw EngineError(key, "the new values \(found), not floating point of \(tensor.shape)")
                }
            }
            let job: PackingJob
            if let known = state.refill {
                job = known
            } else {
                job = PackingJob(state.entries.values.compactMap(\.constants), of: weights)
                state.refill = job
            }
            try job.run(from: weights)
            state.weights = weights
        }
    }
}
