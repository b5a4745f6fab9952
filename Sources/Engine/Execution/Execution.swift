import Graphs
import Tensors

/// One run's memory: an arena, and the outputs in the IR's order. A program keeps a pool of them.
final class Execution: TeamJob, @unchecked Sendable {
    private let name: String
    private let steps: [any Step]
    private let results: [Program.Output]
    private let arena: UnsafeMutablePointer<Float>
    /// Where the threads' scratch memory begins, and how much each has.
    private let scratch: (offset: Int, stride: Int)
    /// Each output, dense and in NCHW order.
    let outputs: [UnsafeMutableBufferPointer<Float>]
    /// The input, `[batch][height][width][channels]`.
    let input: UnsafeMutableBufferPointer<Float>
    private let clock: StepClock?

    /// - Parameter clock: Times the steps of every run.
    init(_ program: Program, clock: StepClock? = nil) {
        name = program.name
        steps = program.steps
        results = program.outputs
        // A vector more than planned: kernels may read to the end of the last one.
        let planned = (program.plan.floatCount + 127) / 64 * 64
        scratch = (planned, (program.scratchFloats + 127) / 64 * 64)
        let count = planned + program.threads * scratch.stride
        let raw = UnsafeMutableRawPointer.allocate(byteCount: count * MemoryLayout<Float>.size, alignment: 64)
        arena = raw.bindMemory(to: Float.self, capacity: count)
        arena.initialize(repeating: 0, count: count)
        input = UnsafeMutableBufferPointer(
            start: arena + program.inputLayout.offset, count: program.inputShape.count)
        outputs = program.outputs.map { output in
            let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: output.shape.count)
            buffer.initialize(repeating: 0)
            return buffer
        }
        self.clock = clock ?? (Trace.isWanted ? StepClock(steps: program.steps.count) : nil)
    }

    deinit {
        UnsafeMutableRawPointer(arena).deallocate()
        for output in outputs { output.deallocate() }
    }

    func run(with team: Team) {
        team.run(self)
        for (output, buffer) in zip(results, outputs) { copy(output.layout, to: buffer) }
        if Trace.isWanted, let clock { Trace.print(name, steps, clock) }
    }

    func run(thread: Int, team: Team) {
        let context = StepContext(
            memory: arena, scratch: arena + (scratch.offset + thread * scratch.stride), thread: thread,
            threads: team.count)
        if thread == 0 { clock?.start() }
        for step in steps {
            step.run(context)
            team.barrier()
            if thread == 0 { clock?.mark() }
        }
    }

    private func copy(_ layout: MapLayout, to destination: UnsafeMutableBufferPointer<Float>) {
        let area = layout.height * layout.width
        for pixel in 0..<layout.pixels {
            let (image, position) = pixel.quotientAndRemainder(dividingBy: area)
            let source = arena + (layout.offset + pixel * layout.pixelStride)
            let target = image * layout.channels * area + position
            for channel in 0..<layout.channels { destination[target + channel * area] = source[channel] }
        }
    }
}
