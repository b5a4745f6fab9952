import Graphs
import Tensors
import _MicrokernelInterface

/// One run's memory: arenas, and the outputs in the IR's order. A program keeps a pool of them.
final class Execution: TeamJob, @unchecked Sendable {
    private let name: String
    private let stages: [Stage]
    /// Each stage's arenas, one after the other.
    private let arenas: [[MapPointer]]
    /// Each thread's own memory.
    private let scratch: [MapPointer]
    private let allocation: MapPointer
    /// Each output, dense and in NCHW order.
    let outputs: [UnsafeMutableBufferPointer<Float>]
    /// The input, `[batch][height][width][channels]`: in the arena where that holds the whole batch as floats, else apart.
    let input: UnsafeMutableBufferPointer<Float>
    private let ownsInput: Bool
    private let clock: StepClock?

    /// - Parameter clock: Times the steps of every run.
    init(_ program: Program, clock: StepClock? = nil) {
        name = program.name
        stages = program.stages
        let element = program.precision.element
        // A vector more than planned: kernels may read to the end of the last one.
        func rounded(_ count: Int) -> Int { (count + 127) / 64 * 64 }
        let sizes =
            stages.flatMap { Array(repeating: rounded($0.elementCount), count: $0.arenas) }
            + Array(repeating: rounded(program.scratchElements), count: program.threads)
        allocation = MapPointer(AlignedMemory.zeros(byteCount: sizes.reduce(0, +) * element.byteCount), element)
        var places: [MapPointer] = []
        var offset = 0
        for size in sizes {
            places.append(allocation + offset)
            offset += size
        }
        var arenas: [[MapPointer]] = []
        var next = 0
        for stage in stages {
            arenas.append(Array(places[next..<next + stage.arenas]))
            next += stage.arenas
        }
        self.arenas = arenas
        scratch = Array(places[next...])
        ownsInput = program.keepsInputApart
        if ownsInput {
            // A vector more, for kernels read to the end of the last one.
            input = .allocate(capacity: program.inputShape.count + 16)
            input.initialize(repeating: 0)
        } else {
            input = UnsafeMutableBufferPointer(
                start: (arenas[0][0] + stages[0].input.offset).floats, count: program.inputShape.count)
        }
        outputs = program.outputShapes.values.map { shape in
            let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: shape.count)
            buffer.initialize(repeating: 0)
            return buffer
        }
        self.clock = clock ?? (Trace.isWanted ? StepClock(steps: program.steps.count) : nil)
    }

    deinit {
        allocation.address.deallocate()
        if ownsInput { input.deallocate() }
        for output in outputs { output.deallocate() }
    }

    func run(with team: Team) {
        clock?.reset()
        team.run(self)
        for (stage, arenas) in zip(stages, arenas) where stage.passes == 1 {
            copyOutputs(of: stage, arenas[0], image: 0)
        }
        if Trace.isWanted, let clock { Trace.print(name, stages, allocation.element, clock) }
    }

    func run(thread: Int, team: Team) {
        if let clock {
            // Waking the others is not the first step's work.
            team.barrier()
            if thread == 0 { clock.start() }
        }
        var first = 0
        for (index, stage) in stages.enumerated() {
            if stage.passes == 1 {
                let context = StepContext(
                    memory: arenas[index][0], scratch: scratch[thread], input: UnsafePointer(input.baseAddress!),
                    thread: thread, threads: team.count)
                for (number, step) in stage.steps.enumerated() {
                    step.run(context)
                    team.barrier()
                    if thread == 0 { clock?.mark(first + number) }
                }
            } else {
                for image in stride(from: thread, to: stage.passes, by: team.count) {
                    run(stage, index, image: image, thread: thread, firstStep: first)
                }
                team.barrier()
            }
            first += stage.steps.count
        }
    }

    /// One thread takes one image through a stage.
    private func run(_ stage: Stage, _ index: Int, image: Int, thread: Int, firstStep: Int) {
        let arena = arenas[index][thread]
        let count = stage.input.pixels * stage.input.channels
        let source = UnsafePointer(input.baseAddress! + image * count)
        if arena.element == .float32 {
            (arena + stage.input.offset).floats.update(from: source, count: count)
        }
        let context = StepContext(memory: arena, scratch: scratch[thread], input: source, thread: 0, threads: 1)
        for (number, step) in stage.steps.enumerated() {
            step.run(context)
            if thread == 0 { clock?.mark(firstStep + number) }
        }
        copyOutputs(of: stage, arena, image: image)
        if let result = stage.result { copy(result, in: arena, toInputOf: index + 1, image: image) }
    }

    /// Writes what the next stage reads of an image.
    private func copy(_ result: MapLayout, in arena: MapPointer, toInputOf next: Int, image: Int) {
        let input = stages[next].input
        let target = arenas[next][0] + (input.offset + image * input.imageStride)
        for pixel in 0..<result.pixels {
            (target + pixel * input.pixelStride).update(
                from: arena + (result.offset + pixel * result.pixelStride), count: result.channels)
        }
    }

    /// - Parameter image: The first one of the arena.
    private func copyOutputs(of stage: Stage, _ arena: MapPointer, image: Int) {
        for output in stage.outputs {
            let layout = output.layout
            let area = layout.height * layout.width
            for pixel in 0..<layout.pixels {
                let (index, position) = pixel.quotientAndRemainder(dividingBy: area)
                let source = arena + (layout.offset + pixel * layout.pixelStride)
                let target = (image + index) * layout.channels * area + position
                for channel in 0..<layout.channels { outputs[output.index][target + channel * area] = source[channel] }
            }
        }
    }
}
