import SwiftletGraphs
import SwiftletTensors
import Synchronization
import _SwiftletMicrokernelInterface

/// One run's memory: arenas, and the outputs in the IR's order. A program keeps a pool of them.
///
/// As a team's job, each step is a phase, and so is a stage whose images threads take one by one.
final class Execution: TeamJob, @unchecked Sendable {
    /// Plain numbers: what every member looks at must not be counted.
    private struct Phase {
        let stage: Int
        /// The first, or only, step in ``steps``.
        let step: Int
        let takesImages: Bool
        let isCut: Bool
        /// The stage's first arena.
        let memory: MapPointer
    }

    private let name: String
    private let stages: [Stage]
    /// Each stage's arenas, one after the other.
    private let arenas: [[MapPointer]]
    /// The steps of all stages, for members to run in place.
    private let steps: UnsafeMutableBufferPointer<any Step>
    private let table: UnsafeMutableBufferPointer<Phase>
    /// Images of the first stage that have been taken; only that one takes them one by one.
    private let takenImages = Atomic<Int>(0)
    private let threads: Int
    /// Each member's own memory.
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
        threads = program.threads
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
        steps = .allocate(capacity: program.steps.count)
        _ = steps.initialize(from: program.steps)
        var phases: [Phase] = []
        var first = 0
        for (index, stage) in stages.enumerated() {
            if stage.passes > 1 {
                phases.append(
                    Phase(stage: index, step: first, takesImages: true, isCut: false, memory: arenas[index][0]))
            } else {
                phases += stage.steps.enumerated().map { number, step in
                    Phase(
                        stage: index, step: first + number, takesImages: false,
                        isCut: step.isWorthCutting(parts: program.threads), memory: arenas[index][0])
                }
            }
            first += stage.steps.count
        }
        table = .allocate(capacity: phases.count)
        _ = table.initialize(from: phases)
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
        steps.deinitialize()
        steps.deallocate()
        table.deallocate()
        allocation.address.deallocate()
        if ownsInput { input.deallocate() }
        for output in outputs { output.deallocate() }
    }

    override var phases: Int { table.count }

    /// - Parameter width: How many of the team's members work.
    func run(with team: Team, width: Int) {
        takenImages.store(0, ordering: .relaxed)
        if let clock {
            // Waking the others is not the first step's work.
            if width > 1 { team.gather() }
            clock.reset()
            clock.start()
        }
        team.run(self, width: width)
        for (stage, arenas) in zip(stages, arenas) where stage.passes == 1 {
            copyOutputs(of: stage, arenas[0], image: 0)
        }
        if Trace.isWanted, let clock { Trace.print(name, stages, allocation.element, clock) }
    }

    override func isCut(phase: Int) -> Bool { table[phase].isCut }

    override func run(phase: Int, part: Int, member: Int) {
        let phase = table[phase]
        if phase.takesImages {
            runImages(phase, part: part, member: member)
        } else {
            runStep(of: phase, part: part, parts: threads, member: member)
        }
    }

    override func run(phase: Int, piece: Int, of pieces: Int, member: Int) {
        runStep(of: table[phase], part: piece, parts: pieces, member: member)
    }

    private func runStep(of phase: Phase, part: Int, parts: Int, member: Int) {
        steps[phase.step].run(
            StepContext(
                memory: phase.memory, scratch: scratch[member], input: UnsafePointer(input.baseAddress!),
                part: part, parts: parts))
    }

    override func finished(phase: Int) {
        if let clock, !table[phase].takesImages { clock.mark(table[phase].step) }
    }

    /// Takes images through all steps of a stage, in the part's own arena, until none is left.
    private func runImages(_ phase: Phase, part: Int, member: Int) {
        guard part < arenas[phase.stage].count else { return }
        while true {
            let image = takenImages.add(1, ordering: .relaxed).oldValue
            guard image < stages[phase.stage].passes else { return }
            run(phase, image: image, part: part, member: member)
        }
    }

    private func run(_ phase: Phase, image: Int, part: Int, member: Int) {
        let stage = stages[phase.stage]
        let arena = arenas[phase.stage][part]
        let count = stage.input.pixels * stage.input.channels
        let source = UnsafePointer(input.baseAddress! + image * count)
        if arena.element == .float32 {
            (arena + stage.input.offset).floats.update(from: source, count: count)
        }
        let context = StepContext(memory: arena, scratch: scratch[member], input: source, part: 0, parts: 1)
        for step in phase.step..<phase.step + stage.steps.count {
            steps[step].run(context)
            if part == 0 { clock?.mark(step) }
        }
        copyOutputs(of: stage, arena, image: image)
        if let result = stage.result { copy(result, in: arena, toInputOf: phase.stage + 1, image: image) }
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
