import _SwiftletMicrokernelInterface

/// The time and the layers of one step of a program.
public struct StepProfile: Sendable, Codable {
    /// The step's computation, for example `pointwise → depthwise 3×3`.
    public let label: String
    /// The paths of the step's layers, in the order of computation.
    public let layers: [String]
    /// The same layers as indices into the compiled graph's nodes. Layers that the engine adds, for example a padded
    /// copy, have none.
    public let nodes: [Int]
    /// The way the layer is computed, for example `tile-rows=12 panels=4 tile-parts=1`; nil if there is only one way.
    public let choice: String?
    /// Whether the choice comes from the tuning table.
    public let isTuned: Bool
    /// Multiply-accumulates of convolutions and linear layers, for the whole batch.
    public let macs: Int
    /// Bytes read and written, weights included. Each byte counts once, or once per image if each thread runs its own
    /// images.
    public let bytes: Int
    /// The median of the profiled runs.
    public let milliseconds: Double
    /// The least time of the profiled runs: the step's time on an undisturbed processor.
    public let leastMilliseconds: Double

    /// Billions of floating-point operations per second, two for each multiply-accumulate of the layers. Winograd's
    /// algorithm needs fewer, so that its rate can exceed the processor's peak.
    public var gigaflops: Double { 2 * Double(macs) / (milliseconds * 1e6) }
    /// Billions of bytes per second.
    public var gigabytesPerSecond: Double { Double(bytes) / (milliseconds * 1e6) }
}

extension Program {
    /// Runs the program three times to warm up and then `runs` times, and times every step until all threads finish it.
    /// - Precondition: `runs` is positive.
    /// - Throws: ``EngineError`` if the system gives no more threads or too little memory.
    public func profile(runs: Int, fill: (UnsafeMutableBufferPointer<Float>) -> Void) throws(EngineError)
        -> [StepProfile]
    {
        precondition(runs > 0, "a profile needs at least one run, not \(runs)")
        let team = try TeamPool.shared.take(threads: threads)
        defer { TeamPool.shared.give(back: team) }
        let clock = StepClock(steps: steps.count)
        let execution = try Execution(self, clock: clock)
        var times = [[Double]](repeating: [], count: steps.count)
        for run in -3..<runs {
            fill(execution.input)
            execution.run(with: team, width: threads)
            guard run >= 0 else { continue }
            for (step, time) in clock.milliseconds.enumerated() { times[step].append(time) }
        }
        let rounds = stages.flatMap { Array(repeating: $0.imageRounds, count: $0.steps.count) }
        let (steps, origins) = (steps, origins)
        return steps.indices.map { index in
            let step = steps[index]
            let origin = origins[index]
            return StepProfile(
                label: step.label, layers: origin.sources.map(\.path), nodes: origin.sources.compactMap(\.node),
                choice: origin.choice?.description,
                isTuned: origin.layer.map(selection.isTuned) ?? false, macs: step.macs * rounds[index],
                bytes: step.bytes(precision.element) * rounds[index],
                milliseconds: times[index].sorted()[times[index].count / 2],
                leastMilliseconds: times[index].min() ?? 0)
        }
    }
}

extension InstructionSet {
    /// The peak rate of one thread with these kernels, in billions of floating-point operations per second: the best of
    /// many trials of a matrix product in the first-level cache. Takes about 50 milliseconds.
    ///
    /// - Throws: ``EngineError`` if the set has no kernels of that precision, or the system no memory.
    public func measuredPeak(_ precision: Precision = .float32) throws(EngineError) -> Double {
        let kernels = try kernels(precision)
        let depth = 128
        // What is multiplied, the product and the biases, each with a vector of zeros behind it.
        let counts = [
            kernels.tileRows * depth, depth * kernels.panelColumns, kernels.tileRows * kernels.panelColumns,
            2 * kernels.panelColumns,
        ].map { ($0 + 127) / 64 * 64 }
        let byteCount = counts.reduce(0, +) * kernels.element.byteCount
        guard let memory = MappedMemory(byteCount: byteCount, isTouched: true) else {
            throw AvailableMemory.refusal(byteCount, by: rawValue, for: "measuring the peak")
        }
        let a = MapPointer(memory.start, kernels.element)
        let b = a + counts[0]
        let c = b + counts[1]
        a.update(repeating: 0.5, count: kernels.tileRows * depth)
        b.update(repeating: 0.25, count: depth * kernels.panelColumns)
        let bias = (c + counts[2]).address.assumingMemoryBound(to: Float.self)
        var origin = 0
        defer { extendLifetime(memory) }
        return withUnsafePointer(to: &origin) { origin in
            var arguments = MatrixProductArguments(
                a: a, aStride: depth, segmentOffsets: origin, segments: 1, depth: depth, b: b, c: c,
                cStride: kernels.panelColumns, epilogue: EpilogueArguments(bias: bias), rows: kernels.tileRows,
                columns: kernels.panelColumns)
            let operations = Double(2 * kernels.tileRows * kernels.panelColumns * depth)
            let calls = 1000
            let clock = StepClock(steps: 1)
            var best = 0.0
            // Many short trials: other processes spoil only some of them.
            for _ in 0..<100 {
                clock.reset()
                clock.start()
                for _ in 0..<calls { kernels.matrixProduct(&arguments) }
                clock.mark(0)
                best = max(best, operations * Double(calls) / (clock.milliseconds[0] * 1e6))
            }
            return best
        }
    }
}
