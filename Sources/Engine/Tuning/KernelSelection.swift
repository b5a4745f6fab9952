import Graphs
import Tensors
import _MicrokernelInterface

/// Which kernels compute a program, and how each layer is cut for them: what the tuning table measured, else what a cost
/// model expects. All that is chosen for a layer is chosen here, by ``choice(for:)``.
///
/// | kind of layer | what is chosen | expected fastest |
/// |---|---|---|
/// | convolution | pixels of a tile | the most that stay in registers |
/// | | panels of weights a pass over the pixels | what fits in 256 KiB |
/// | | threads share pixels or channels | the smallest largest share |
/// | depthwise | channels at a time | all; fewer on maps of few rows |
/// | pointwise, then depthwise | together or one after the other | together |
/// | | channels and rows at a time | least work with a scratch map of 384 KiB |
struct KernelSelection: Sendable {
    let instructionSet: InstructionSet
    let kernels: KernelSet
    /// The threads that a run really gets.
    let threads: Int
    private let table: TuningTable

    /// - Throws: ``EngineError`` for an instruction set that this machine lacks, and for no or too many threads.
    init(_ configuration: EngineConfiguration) throws(EngineError) {
        guard (1...EngineConfiguration.maximumThreads).contains(configuration.threads) else {
            throw EngineError(
                "threads", "\(configuration.threads) is not between 1 and \(EngineConfiguration.maximumThreads)")
        }
        instructionSet = if let set = configuration.instructionSet { set } else { try InstructionSet.selected() }
        guard InstructionSet.available.contains(instructionSet) else {
            throw EngineError("instruction set", "this machine has no \(instructionSet.rawValue)")
        }
        kernels = instructionSet.kernels
        threads = configuration.usedThreads
        table = configuration.tuning
    }

    /// How a layer is computed; never `standard`.
    func choice(for key: LayerKey) -> LayerChoice {
        if let choice = table[key]?.choice, choice != .standard { return choice }
        return .expected(for: key)
    }

    /// Whether the table has something better for a layer than is expected.
    func isTuned(_ key: LayerKey) -> Bool {
        table[key].map { $0.choice != .standard } ?? false
    }

    /// The key of a convolution that reads and writes maps of these shapes.
    func key(_ kind: LayerKey.Kind, _ convolution: Convolution, input: Shape, output: Shape) -> LayerKey {
        LayerKey(kind, convolution, input: input, output: output, instructionSet: instructionSet, threads: threads)
    }

    func tiling(for key: LayerKey) -> ProductTiling {
        guard case .product(let tiling) = choice(for: key) else { preconditionFailure("\(key) is no product") }
        return tiling
    }

    func depthwiseChannels(for key: LayerKey) -> Int {
        guard case .depthwise(let channels) = choice(for: key) else { preconditionFailure("\(key) is not depthwise") }
        return channels
    }

    /// Nil if the pointwise convolution and the depthwise one are computed one after the other.
    func blocking(for key: LayerKey) -> ExpansionBlocking? {
        if case .fused(let blocking) = choice(for: key) { blocking } else { nil }
    }
}
