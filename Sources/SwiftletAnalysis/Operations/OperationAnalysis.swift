import SwiftletGraphs
import SwiftletTensors

/// What the analysis knows of one operation, beside its ``OperationDefinition``; ``Operation/analysis`` finds it.
///
/// The rules of counting have no default: an operation that lacks one does not compile.
protocol OperationAnalysis: OperationDefinition {
    /// - Parameter input: The shape of the first value that the operation reads.
    func kind(input: Shape) -> LayerKind

    /// Floating-point operations beside the multiply-accumulates. A function such as `exp` or `erf` counts as one, and so
    /// does a comparison. Weights are those of inference: a batch norm is one product and one sum.
    func elementwiseOperations(_ shapes: NodeShapes) -> Int

    /// Elements read and written without the parameters, each once: the inputs and the output, unless the operation says
    /// otherwise.
    func elementsMoved(_ shapes: NodeShapes) -> Int

    /// For each channel of the output, for each input, the channels that the operation reads.
    func channelReads(_ shapes: NodeShapes) -> [[[Int]]]

    /// The receptive field of the output's elements.
    func receptiveField(_ inputs: FieldInputs) -> ReceptiveField

    /// The window that a convolution or a pool slides over its map.
    var slidingWindow: Window? { get }

    /// The groups of a convolution.
    var convolutionGroups: Int? { get }
}

extension OperationAnalysis {
    func elementsMoved(_ shapes: NodeShapes) -> Int {
        // A view moves nothing.
        isView ? 0 : arity.read(of: shapes.inputs).reduce(shapes.output.count) { $0.addingSaturating($1.count) }
    }

    var slidingWindow: Window? { nil }
    var convolutionGroups: Int? { nil }
}

extension Operation {
    /// What the analysis knows of the operation. No other switch here lists all operations.
    var analysis: any OperationAnalysis {
        switch self {
        case .convolution(let convolution): convolution
        case .transposedConvolution(let convolution): convolution
        case .linear(let linear): linear
        case .batchNormalization(let norm): norm
        case .layerNorm2d(let norm): norm
        case .localResponseNormalization(let norm): norm
        case .activation(let activation): activation
        case .parametricReLU(let weight): ParametricReLU(weight: weight)
        case .maxPool(let pool): MaxPool(pool: pool)
        case .averagePool(let pool): AveragePool(pool: pool)
        case .adaptiveAveragePool(let size): AdaptivePool(.average, size)
        case .adaptiveMaxPool(let size): AdaptivePool(.max, size)
        case .add: Arithmetic(.add)
        case .multiply: Arithmetic(.multiply)
        case .concatenate: Concatenate()
        case .slice(let range): Slice(range)
        case .channelShuffle(let groups): ChannelShuffle(groups: groups)
        case .softmax: Softmax()
        case .resize(let interpolation): Resize(interpolation)
        case .pad(let padding): Pad(padding)
        case .dropout(let rate): Dropout(rate: rate)
        case .flatten: Flatten()
        case .identity: Identity()
        }
    }

    /// The name as a part of a path: `global_average_pool`.
    var slug: String {
        String(name.lowercased().map { $0 == " " ? "_" : $0 })
    }
}
