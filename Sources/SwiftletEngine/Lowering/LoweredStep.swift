import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// The computation of a step. Each case has everything that the step needs except the places of its maps.
enum LoweredStep: Sendable {
    /// A dense or grouped convolution by matrix products.
    case product(Product)
    /// A 3 × 3 convolution by Winograd's algorithm.
    case winograd(Winograd)
    case depthwise(Depthwise)
    /// A pointwise convolution and the depthwise one that alone reads it.
    case expandedDepthwise(ExpandedDepthwise)
    /// A dense, a depthwise and a pointwise convolution in a row, each the only reader of the one before.
    case invertedResidual(InvertedResidual)
    case elementwise(ElementwiseArguments.Function, Activation?, name: String)
    /// Costs nothing if its parts are written in place.
    case concatenation
    /// Costs nothing: a view of its source.
    case slice(Range<Int>)
    case pad(ResolvedPadding)
    /// Any other step that reads one map and writes another.
    case map(MapStepRecipe)

    struct Product: Sendable {
        var layer: ConvolutionLayer
        var key: LayerKey
        var tiling: ProductTiling
        /// A factor per input channel from other steps: squeeze-and-excite.
        var inputScale: ValueID?
    }

    struct Winograd: Sendable {
        var layer: ConvolutionLayer
        var key: LayerKey
    }

    struct Depthwise: Sendable {
        var layer: ConvolutionLayer
        var key: LayerKey
        var blockChannels: Int
    }

    struct ExpandedDepthwise: Sendable {
        var expansion: ConvolutionLayer
        var depthwise: ConvolutionLayer
        var key: LayerKey
        var blocking: ExpansionBlocking
    }

    struct InvertedResidual: Sendable {
        var dense: ConvolutionLayer
        var depthwise: ConvolutionLayer
        var projection: ConvolutionLayer
        /// The size of the dense convolution's output.
        var expanded: Size
        var key: LayerKey
        var bandRows: Int
    }
}

/// How to make a step that reads one map and writes another, once their places are known. No pass merges it with others.
struct MapStepRecipe: Sendable {
    /// What listings call the step.
    let name: String
    let make: @Sendable (_ input: MapLayout, _ output: MapLayout, _ tools: StepTools) -> any Step
}

/// What steps are made with.
struct StepTools {
    let kernels: KernelSet
    let threads: Int
    /// Gives steps their constants.
    let packings: PackingRequests
}

extension LoweredStep {
    /// The step's layer, if it can be computed in several ways.
    var key: LayerKey? {
        switch self {
        case .product(let step): step.key
        case .winograd(let step): step.key
        case .depthwise(let step): step.key
        case .expandedDepthwise(let step): step.key
        case .invertedResidual(let step): step.key
        default: nil
        }
    }

    /// The choice for ``key``.
    var choice: LayerChoice? {
        switch self {
        case .product(let step): .product(step.tiling)
        case .winograd: .winograd
        case .depthwise(let step): .depthwise(channels: step.blockChannels)
        case .expandedDepthwise(let step): .fused(step.blocking)
        case .invertedResidual(let step): .byRows(step.bandRows)
        default: nil
        }
    }

    /// The step's dense convolution by either algorithm, if it has neither a residual nor an input scale.
    var plainConvolution: ConvolutionLayer? {
        let layer: ConvolutionLayer
        switch self {
        case .product(let step) where step.inputScale == nil: layer = step.layer
        case .winograd(let step): layer = step.layer
        default: return nil
        }
        return layer.convolution.groups == 1 && layer.residual == nil ? layer : nil
    }

    /// Values that the step reads besides the node's inputs: the residual and the scale.
    var sideInputs: [ValueID] {
        switch self {
        case .product(let step): [step.layer.residual?.value, step.inputScale].compactMap(\.self)
        case .winograd(let step): step.layer.residual.map { [$0.value] } ?? []
        case .invertedResidual(let step): step.projection.residual.map { [$0.value] } ?? []
        default: []
        }
    }

    mutating func redirectSideInput(_ old: ValueID, to new: ValueID) {
        guard sideInputs.contains(old) else { return }
        switch self {
        case .product(var step):
            if step.layer.residual?.value == old { step.layer.epilogue.residual?.value = new }
            if step.inputScale == old { step.inputScale = new }
            self = .product(step)
        case .winograd(var step):
            step.layer.epilogue.residual?.value = new
            self = .winograd(step)
        case .invertedResidual(var step):
            step.projection.epilogue.residual?.value = new
            self = .invertedResidual(step)
        default: preconditionFailure("a step without side inputs reads \(old)")
        }
    }
}
