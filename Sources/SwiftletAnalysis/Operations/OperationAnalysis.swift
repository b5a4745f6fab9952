import SwiftletGraphs
import SwiftletTensors

/// The analysis of one operation, beside its ``OperationDefinition``. ``Operation/analysis`` finds it.
///
/// The counting rules have no defaults, so that an operation without one does not compile.
protocol OperationAnalysis: OperationDefinition {
    /// - Parameter input: The shape of the operation's first input.
    func kind(input: Shape) -> LayerKind

    /// Floating-point operations other than multiply-accumulates. A function such as `exp` or `erf` counts as one, and
    /// so does a comparison. Weights are in their inference form: a batch norm is one product and one sum.
    func elementwiseOperations(_ shapes: NodeShapes) -> Int

    /// Elements read and written, without parameters, each once. By default these are the inputs and the output.
    func elementsMoved(_ shapes: NodeShapes) -> Int

    /// The channels of each input that each output channel reads.
    func channelReads(_ shapes: NodeShapes) -> [[[Int]]]

    /// The receptive field of an output element.
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
    /// The operation's analysis. This is the only `switch` over all operations in this module.
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

    /// The name as a path component: `global_average_pool`.
    var slug: String {
        String(name.lowercased().map { $0 == " " ? "_" : $0 })
    }
}
