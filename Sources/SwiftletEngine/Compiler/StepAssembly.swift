import Synchronization

/// Builds a program's steps with several threads, because packing the weights takes most of the compilation time.
final class StepAssembly: TeamJob, @unchecked Sendable {
    private let builder: StepBuilder
    private let next = Atomic<Int>(0)
    // Each element is written by the thread that drew its index, and read after all parts are done.
    private let steps: UnsafeMutableBufferPointer<CompiledStep?>

    private init(_ builder: StepBuilder) {
        self.builder = builder
        steps = .allocate(capacity: builder.graph.nodes.count)
        steps.initialize(repeating: nil)
    }

    deinit {
        steps.deinitialize()
        steps.deallocate()
    }

    /// The steps in the order of the graph's nodes.
    /// - Parameter isFirst: Whether the steps read the program's input.
    /// - Throws: ``EngineError`` if the system creates no more threads.
    static func steps(of builder: StepBuilder, isFirst: Bool) throws(EngineError) -> [CompiledStep] {
        let team = try TeamPool.shared.take(threads: EngineConfiguration.processors)
        defer { TeamPool.shared.give(back: team) }
        let assembly = StepAssembly(builder)
        team.run(assembly, width: team.count)
        return (isFirst ? builder.inputRounding.map { [$0] } ?? [] : []) + assembly.steps.compactMap(\.self)
    }

    /// A part draws nodes until none is left.
    override func run(phase: Int, part: Int, member: Int) {
        // Begins at the end, with the largest weights: a thread that drew them last would keep the others waiting.
        while true {
            let drawn = next.add(1, ordering: .relaxed).newValue
            guard drawn <= steps.count else { return }
            let index = steps.count - drawn
            steps[index] = builder.compiled(builder.graph.nodes[index])
        }
    }
}
