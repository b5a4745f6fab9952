import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

extension LoweredGraph {
    /// Chooses a step for every node of a fused graph, then merges steps.
    ///
    /// - Parameter joiningLayers: Whether layers that could run separately may become one step.
    init(_ graph: FusedGraph, selection: KernelSelection, joiningLayers: Bool) {
        self.init(graph, selection: selection)
        for pass in LoweringPass.all where joiningLayers || !pass.joinsLayers { pass.run(&self) }
    }

    /// Makes a step for every node.
    init(_ graph: FusedGraph, selection: KernelSelection) {
        name = graph.name
        values = graph.shapes.map { MapType(shape: $0, element: selection.precision.element) }
        inputs = graph.inputs
        outputs = graph.outputs
        self.selection = selection
        nodes = graph.nodes.map { node in
            LoweredNode(
                step: LoweredStep(node, in: graph, selection), inputs: node.inputs, output: node.output,
                sources: node.sources)
        }
    }
}

/// A rewrite of the lowered graph that preserves its results.
struct LoweringPass: Sendable {
    let name: String
    /// Whether the pass merges layers that could run separately; ``EngineConfiguration/fusion`` turns these passes off.
    let joinsLayers: Bool
    let run: @Sendable (inout LoweredGraph) -> Void

    /// In running order.
    static let all = [
        LoweringPass(name: "joinExpansions", joinsLayers: true) { $0.joinExpansions() },
        LoweringPass(name: "joinInvertedResiduals", joinsLayers: true) { $0.joinInvertedResiduals() },
        LoweringPass(name: "scaleWeights", joinsLayers: true) { $0.scaleWeights() },
        LoweringPass(name: "insertPadding", joinsLayers: false) { $0.insertPadding() },
        LoweringPass(name: "removeDeadNodes", joinsLayers: false) { $0.removeDeadNodes() },
    ]
}

extension LoweredStep {
    /// The one table from operations to steps.
    fileprivate init(_ node: FusedNode, in graph: FusedGraph, _ selection: KernelSelection) {
        switch node.operation {
        case .convolution(let convolution):
            let layer = ConvolutionLayer(
                convolution: convolution, weight: node.constants, weightScale: node.weightScale,
                epilogue: node.epilogue)
            self.init(
                layer, input: graph.shape(of: node.inputs[0]), output: graph.shape(of: node.output), selection)
        case .transposedConvolution(let convolution):
            self = .transposedConvolution(
                TransposedLayer(
                    convolution: convolution, weight: node.constants, weightScale: node.weightScale,
                    bias: node.epilogue.bias))
        case .activation(let activation): self = .activation(activation)
        case .parametricReLU: self = .parametricReLU(slopes: node.constants)
        case .maxPool(let pool): self = .pool(pool, isMaximum: true, name: node.operation.name)
        case .averagePool(let pool): self = .pool(pool, isMaximum: false, name: node.operation.name)
        case .adaptiveAveragePool: self = .cellPool(isMaximum: false, name: node.operation.name)
        case .adaptiveMaxPool: self = .cellPool(isMaximum: true, name: node.operation.name)
        case .add: self = .elementwise(.add, node.epilogue.activation, name: node.operation.name)
        case .multiply: self = .elementwise(.multiply, node.epilogue.activation, name: node.operation.name)
        case .concatenate: self = .concatenation
        case .slice(let range): self = .slice(range)
        case .channelShuffle(let groups): self = .channelShuffle(groups: groups)
        case .localResponseNormalization(let norm): self = .localResponseNormalization(norm)
        case .flatten: self = .flatten
        case .softmax: self = .softmax
        case .resize(let interpolation): self = .resize(interpolation)
        case .pad(let padding): self = .pad(padding)
        case .linear, .batchNormalization, .dropout, .identity:
            preconditionFailure("the inference pipeline rewrites every \(node.operation.name)")
        }
    }

    /// The step of a convolution between maps of these shapes.
    private init(_ layer: ConvolutionLayer, input: Shape, output: Shape, _ selection: KernelSelection) {
        if layer.convolution.isDepthwise(channels: input.channels) {
            let key = selection.key(.depthwise, layer.convolution, input: input, output: output)
            self = .depthwise(
                Depthwise(layer: layer, key: key, blockChannels: selection.depthwiseChannels(for: key)))
            return
        }
        let key = selection.key(dense: layer.convolution, input: input, output: output)
        if layer.residual?.combination != .interleave, selection.usesWinograd(for: key) {
            self = .winograd(Winograd(layer: layer, key: key))
        } else {
            self = .product(Product(layer: layer, key: key, tiling: selection.tiling(for: key)))
        }
    }
}

extension FusedNode {
    /// The operation's weights, which ``FusedNode/init(_:at:of:weights:)`` found.
    fileprivate var constants: Tensor {
        guard let weight else { preconditionFailure("\(operation.name) came without its weights") }
        return weight
    }
}
