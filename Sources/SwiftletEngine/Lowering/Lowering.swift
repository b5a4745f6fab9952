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
                convolution: convolution, parameters: node.parameters, epilogue: node.epilogue)
            self.init(
                layer, input: graph.shape(of: node.inputs[0]), output: graph.shape(of: node.output), selection)
        case .add: self = .elementwise(.add, node.epilogue.activation, name: node.operation.name)
        case .multiply: self = .elementwise(.multiply, node.epilogue.activation, name: node.operation.name)
        case .concatenate: self = .concatenation
        case .slice(let range): self = .slice(range)
        case .pad(let padding): self = .pad(padding)
        case .transposedConvolution(let convolution):
            self = node.map { input, output, tools in
                TransposedConvolutionStep(
                    convolution, node.parameters, input: input, output: output, packings: tools.packings)
            }
        case .activation(let activation):
            self = node.map { input, output, tools in
                ActivationStep(
                    activation, input: input, output: output, kernels: tools.kernels, packings: tools.packings)
            }
        case .parametricReLU:
            self = node.map { input, output, tools in
                ActivationStep(
                    parametricReLU: node.parameters, input: input, output: output, kernels: tools.kernels,
                    packings: tools.packings)
            }
        case .maxPool(let pool): self = node.pool(pool, isMaximum: true)
        case .averagePool(let pool): self = node.pool(pool, isMaximum: false)
        case .adaptiveAveragePool: self = node.pool(nil, isMaximum: false)
        case .adaptiveMaxPool: self = node.pool(nil, isMaximum: true)
        case .channelShuffle(let groups):
            self = node.map { input, output, _ in ChannelShuffleStep(groups: groups, input: input, output: output) }
        case .localResponseNormalization(let norm):
            self = node.map { input, output, _ in
                LocalResponseNormalizationStep(norm, input: input, output: output)
            }
        case .layerNorm2d(let norm):
            self = node.map { input, output, tools in
                LayerNorm2dStep(norm, node.parameters, input: input, output: output, packings: tools.packings)
            }
        case .flatten: self = node.map { input, output, _ in FlattenStep(input: input, output: output) }
        case .softmax: self = node.map { input, output, _ in SoftmaxStep(input: input, output: output) }
        case .resize(let interpolation):
            self = node.map { input, output, _ in ResizeStep(interpolation, input: input, output: output) }
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
    /// A step that reads one map and writes another.
    fileprivate func map(
        _ make: @escaping @Sendable (_ input: MapLayout, _ output: MapLayout, _ tools: StepTools) -> any Step
    ) -> LoweredStep {
        .map(MapStepRecipe(name: operation.name, make: make))
    }

    /// A pool whose window slides over the map, or without a window over cells that divide it.
    fileprivate func pool(_ pool: Pool?, isMaximum: Bool) -> LoweredStep {
        let name = operation.name
        return map { input, output, tools in
            guard let pool else {
                return PoolStep(
                    cellsNamed: name, isMaximum: isMaximum, input: input, output: output, kernels: tools.kernels,
                    threads: tools.threads)
            }
            return PoolStep(
                pool, isMaximum: isMaximum, name: name, input: input, output: output, kernels: tools.kernels,
                threads: tools.threads)
        }
    }
}
