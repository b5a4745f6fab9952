import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// The kernels of a program, and the choice for each layer: the measured choice of the tuning table, else the fastest
/// by a cost model. ``choice(for:)`` makes every choice.
///
/// | kind of layer | choice | default |
/// |---|---|---|
/// | convolution | pixels per tile | the most that stay in registers, or equally many tiles per thread |
/// | | panels of weights per pass over the pixels | as many as fit in 256 KiB |
/// | | threads share pixels or channels | least work of the busiest thread, few floats from other cores |
/// | convolution 3 × 3 of stride 1 | Winograd's algorithm or matrix products | fewer cycles by ``ConvolutionCost`` |
/// | depthwise | channels at a time | all; fewer if threads cannot share the rows evenly |
/// | pointwise, then depthwise | joined or separate | joined |
/// | | channels and rows at a time | least work with a scratch map of 384 KiB |
/// | inverted residual | joined or separate | joined if the map is large and the weights are few |
/// | | rows at a time | at most 8, with scratch maps of 320 KiB |
struct KernelSelection: Sendable {
    let instructionSet: InstructionSet
    let precision: Precision
    let kernels: KernelSet
    /// The threads of a run, limited to four per processor.
    private(set) var threads: Int
    let overrides: CompilationOverrides
    private let table: TuningTable

    /// - Throws: ``EngineError`` if this machine lacks the instruction set, or the number of threads is out of range.
    init(_ configuration: EngineConfiguration, _ overrides: CompilationOverrides = .init()) throws(EngineError) {
        guard (1...EngineConfiguration.maximumThreads).contains(configuration.threads) else {
            throw EngineError(
                "threads", "\(configuration.threads) is not between 1 and \(EngineConfiguration.maximumThreads)")
        }
        instructionSet = if let set = configuration.instructionSet { set } else { try InstructionSet.selected() }
        guard InstructionSet.available.contains(instructionSet) else {
            throw EngineError("instruction set", "this machine lacks \(instructionSet.rawValue)")
        }
        precision = configuration.precision
        kernels = try instructionSet.kernels(precision)
        threads = configuration.usedThreads
        table = configuration.tuning
        self.overrides = overrides
    }

    /// The choices for a program that one thread runs.
    var singleThreaded: KernelSelection {
        var copy = self
        copy.threads = 1
        return copy
    }

    /// The choice for a layer; never `default`.
    func choice(for key: LayerKey) -> LayerChoice {
        if let choice = table[key]?.choice, choice != .default { return choice }
        return .default(for: key)
    }

    /// Whether the table has a better choice for a layer than the default.
    func isTuned(_ key: LayerKey) -> Bool {
        table[key].map { $0.choice != .default } ?? false
    }

    /// The key of a convolution between maps of these shapes.
    func key(_ kind: LayerKey.Kind, _ convolution: Convolution, input: Shape, output: Shape) -> LayerKey {
        var key = LayerKey(
            kind, convolution, input: input, output: output, instructionSet: instructionSet, threads: threads)
        key.precision = precision
        return key
    }

    /// The key of a convolution that is not depthwise. Its input includes the padding.
    func key(dense convolution: Convolution, input: Shape, output: Shape) -> LayerKey {
        let padding = convolution.window.padding.resolved(
            input: Size(input.height, input.width), window: convolution.window)
        let padded: Shape = [
            input.batch, input.channels, input.height + padding.vertical, input.width + padding.horizontal,
        ]
        return key(.convolution, convolution, input: padded, output: output)
    }

    /// The key of an inverted residual.
    /// - Parameter inputShape: The shape of the dense convolution's input, without padding.
    func key(inputShape: Shape, dense: Convolution, depthwise: Convolution, output: Shape) -> LayerKey {
        var key = key(.invertedResidual, depthwise, input: inputShape, output: output)
        key.denseKernel = dense.window.kernel
        key.denseStride = dense.window.stride
        return key
    }

    /// Whether a convolution is computed by Winograd's algorithm.
    func usesWinograd(for key: LayerKey) -> Bool {
        guard key.allowsWinograd else { return false }
        return switch overrides.algorithm {
        // Winograd's products are float32, at half of bfloat16's rate, and its sums are too wide for bfloat16.
        case .automatic: precision == .float32 && choice(for: key) == .winograd
        case .direct: false
        case .winograd: true
        }
    }

    func tiling(for key: LayerKey) -> ProductTiling {
        if case .product(let tiling) = choice(for: key) { tiling } else { .default(for: key) }
    }

    func depthwiseChannels(for key: LayerKey) -> Int {
        guard case .depthwise(let channels) = choice(for: key) else { preconditionFailure("\(key) is not depthwise") }
        return channels
    }

    /// The cut of a pointwise convolution and the depthwise one after it; nil if they run separately.
    func blocking(for key: LayerKey) -> ExpansionBlocking? {
        if case .fused(let blocking) = choice(for: key) { blocking } else { nil }
    }

    /// The rows at a time of an inverted residual; nil if its layers run separately.
    func bandRows(for key: LayerKey) -> Int? {
        if let fusesRows = overrides.fusesRows { return fusesRows ? LayerChoice.rows(for: key) : nil }
        return if case .byRows(let rows) = choice(for: key) { rows } else { nil }
    }
}
