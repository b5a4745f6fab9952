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
        let arena: UnsafeMutableRawPointer
    }

    private let name: String
    private let element: ElementType
    private let stages: [Stage]
    /// Each stage's arenas, one after the other.
    private let arenas: [[UnsafeMutableRawPointer]]
    /// The steps of all stages, for members to run in place.
    private let steps: UnsafeMutableBufferPointer<any Step>
    private let table: UnsafeMutableBufferPointer<Phase>
    /// Images of the first stage that have been taken; only that one takes them one by one.
    private let takenImages = Atomic<Int>(0)
    private let threads: Int
    /// Each member's own memory.
    private let scratch: [UnsafeMutableRawPointer]
    private let memory: MappedMemory
    /// Each output, dense and in NCHW order.
    let outputs: [UnsafeMutableBufferPointer<Float>]
    /// The input, `[batch][height][width][channels]`: in the arena where that holds the whole batch as floats, else apart.
    let input: UnsafeMutableBufferPointer<Float>
    private let clock: StepClock?

    /// - Parameter clock: Times the steps of every run.
    /// - Throws: ``EngineError`` if the system has too little memory.
    init(_ program: Program, clock: StepClock? = nil) throws(EngineError) {
        name = program.name
        element = program.precision.element
        stages = program.stages
        threads = program.threads
        let plan = program.runMemory
        memory = try program.memory(plan.byteCount)
        var (places, floats) = plan.places(in: memory.start)
        var arenas: [[UnsafeMutableRawPointer]] = []
        for stage in stages {
            arenas.append(Array(places.prefix(stage.arenas)))
            places.removeFirst(stage.arenas)
        }
        self.arenas = arenas
        steps = .allocate(capacity: program.steps.count)
        _ = steps.initialize(from: program.steps)
        var phases: [Phase] = []
        var first = 0
        for (index, stage) in stages.enumerated() {
            if stage.imageRounds > 1 {
                phases.append(
                    Phase(stage: index, step: first, takesImages: true, isCut: false, arena: arenas[index][0]))
            } else {
                phases += stage.steps.enumerated().map { number, step in
                    Phase(
                        stage: index, step: first + number, takesImages: false,
                        isCut: step.isWorthCutting(parts: program.threads), arena: arenas[index][0])
                }
            }
            first += stage.steps.count
        }
        table = .allocate(capacity: phases.count)
        _ = table.initialize(from: phases)
        scratch = places
        input = UnsafeMutableBufferPointer(
            start: program.keepsInputApart ? floats.removeFirst() : stages[0].input.pointer(in: arenas[0][0]).floats,
            count: program.inputShape.count)
        outputs = zip(floats, program.outputShapes.values).map {
            UnsafeMutableBufferPointer(start: $0, count: $1.count)
        }
        self.clock = clock ?? (Trace.isWanted ? StepClock(steps: program.steps.count) : nil)
    }

    deinit {
        steps.deinitialize()
        steps.deallocate()
        table.deallocate()
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
        for (stage, arenas) in zip(stages, arenas) where stage.imageRounds == 1 {
            copyOutputs(of: stage, arenas[0], image: 0)
        }
        if Trace.isWanted, let clock { Trace.print(name, stages, element, clock) }
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
                arena: phase.arena, scratch: scratch[member], input: UnsafePointer(input.baseAddress!),
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
            guard image < stages[phase.stage].imageRounds else { return }
            run(phase, image: image, part: part, member: member)
        }
    }

    private func run(_ phase: Phase, image: Int, part: Int, member: Int) {
        let stage = stages[phase.stage]
        let arena = arenas[phase.stage][part]
        let count = stage.input.count
        let source = UnsafePointer(input.baseAddress! + image * count)
        if stage.input.element == .float32 {
            stage.input.pointer(in: arena).floats.update(from: source, count: count)
        }
        let context = StepContext(arena: arena, scratch: scratch[member], input: source, part: 0, parts: 1)
        for step in phase.step..<phase.step + stage.steps.count {
            steps[step].run(context)
            if part == 0 { clock?.mark(step) }
        }
        copyOutputs(of: stage, arena, image: image)
        if let result = stage.result { copy(result, in: arena, toInputOf: phase.stage + 1, image: image) }
    }

    /// Writes what the next stage reads of an image.
    private func copy(_ result: MapLayout, in arena: UnsafeMutableRawPointer, toInputOf next: Int, image: Int) {
        let input = stages[next].input
        let source = result.pointer(in: arena)
        let target = input.pointer(in: arenas[next][0]) + image * input.imageStride
        for pixel in 0..<result.pixels {
            (target + pixel * input.pixelStride).update(
                from: source + pixel * result.pixelStride, count: result.channels)
        }
    }

    /// - Parameter image: The first one of the arena.
    private func copyOutputs(of stage: Stage, _ arena: UnsafeMutableRawPointer, image: Int) {
        for output in stage.outputs {
            let layout = output.layout
            let area = layout.height * layout.width
            for pixel in 0..<layout.pixels {
                let (index, position) = pixel.quotientAndRemainder(dividingBy: area)
                let source = layout.pointer(in: arena) + pixel * layout.pixelStride
                let target = (image + index) * layout.channels * area + position
                for channel in 0..<layout.channels { outputs[output.index][target + channel * area] = source[channel] }
            }
        }
    }
}
