import SwiftletGraphs
import _SwiftletMicrokernelInterface

/// Where a step comes from.
struct StepOrigin: Sendable {
    /// What it writes.
    let value: ValueID
    /// Which layer it computes, if there are several ways to.
    let layer: LayerKey?
    /// The block that the step ends and that could have been computed as one.
    let declined: LayerKey?
}

struct CompiledStep: Sendable {
    let step: any Step
    let origin: StepOrigin
}

/// The one table from a fused node to the step that runs it.
struct StepBuilder {
    let graph: FusedGraph
    let plan: MemoryPlan
    let selection: KernelSelection

    private var kernels: KernelSet { selection.kernels }
    var threads: Int { selection.threads }

    /// Nil for a node that costs nothing.
    func compiled(_ node: FusedNode) -> CompiledStep? {
        step(for: node).map { step in
            CompiledStep(
                step: step,
                origin: StepOrigin(
                    value: node.output, layer: key(of: node), declined: node.depthwise.isEmpty ? node.block : nil))
        }
    }

    /// What decides how a convolution is computed; nil for other nodes.
    private func key(of node: FusedNode) -> LayerKey? {
        guard let convolution = node.convolution else { return nil }
        if !node.depthwise.isEmpty { return node.block }
        let input = graph.shape(of: node.inputs[0])
        let output = graph.shape(of: node.output)
        if !node.expansion.isEmpty {
            return selection.key(.expandedDepthwise, convolution, input: input, output: output)
        }
        if node.depthwise(in: graph) != nil {
            return selection.key(.depthwise, convolution, input: input, output: output)
        }
        return selection.key(dense: convolution, input: input, output: output)
    }

    /// What brings the input to the elements of the maps, where they are no float32.
    var inputRounding: CompiledStep? {
        guard kernels.element != .float32 else { return nil }
        let input = graph.inputs[0]
        return CompiledStep(
            step: RoundInputStep(layout(input), kernels: kernels),
            origin: StepOrigin(value: input, layer: nil, declined: nil))
    }

    /// Nil for a node that costs nothing: a slice, or a concatenation whose parts are in place.
    private func step(for node: FusedNode) -> (any Step)? {
        let inputs = node.inputs.map(layout)
        let input = inputs[0]
        let output = layout(node.output)
        switch node.operation {
        case .convolution(let convolution):
            let key = key(of: node)!
            if let depthwise = node.depthwise.first, let expansion = depthwise.expansion.first {
                return InvertedResidualStep(
                    node, depthwise: depthwise, expansion: expansion, input: input,
                    expanded: size(of: expansion.output), middle: size(of: depthwise.output), output: output,
                    residual: node.residual.map { layout($0.value) }, kernels: kernels,
                    bandRows: selection.bandRows(for: key)!)
            }
            if let expansion = node.expansion.first {
                return ExpandedDepthwiseStep(
                    node, convolution, expansion: expansion, input: input, output: output, kernels: kernels,
                    blocking: selection.blocking(for: key)!)
            }
            if node.depthwise(in: graph) != nil {
                return DepthwiseStep(
                    node, convolution, input: input, output: output, kernels: kernels,
                    blockChannels: selection.depthwiseChannels(for: key))
            }
            if node.usesWinograd {
                return WinogradStep(
                    node, convolution, input: input, output: output, residual: node.residual.map { layout($0.value) },
                    kernels: kernels, threads: threads)
            }
            return MatrixProductStep(
                node, convolution, input: input, output: output, other: node.residual.map { layout($0.value) },
                scale: node.inputScale.map(layout), kernels: kernels, tiling: selection.tiling(for: key))
        case .transposedConvolution(let convolution):
            return TransposedConvolutionStep(node, convolution, input: input, output: output)
        case .activation(let activation):
            return ActivationStep(node, activation, input: input, output: output, kernels: kernels)
        case .parametricReLU:
            return ActivationStep(parametricReLU: node, input: input, output: output, kernels: kernels)
        case .maxPool(let pool):
            return PoolStep(
                node, pool, isMaximum: true, input: input, output: output, kernels: kernels, threads: threads)
        case .averagePool(let pool):
            return PoolStep(
                node, pool, isMaximum: false, input: input, output: output, kernels: kernels, threads: threads)
        case .adaptiveAveragePool:
            return PoolStep(
                overCellsOf: node, isMaximum: false, input: input, output: output, kernels: kernels, threads: threads)
        case .adaptiveMaxPool:
            return PoolStep(
                overCellsOf: node, isMaximum: true, input: input, output: output, kernels: kernels, threads: threads)
        case .add:
            return ElementwiseStep(node, .add, a: input, b: inputs[1], output: output, kernels: kernels)
        case .multiply:
            return ElementwiseStep(node, .multiply, a: input, b: inputs[1], output: output, kernels: kernels)
        case .concatenate:
            return ConcatenateStep(node, inputs: inputs, output: output)
        case .slice:
            return nil
        case .channelShuffle(let groups):
            return ChannelShuffleStep(node, groups: groups, input: input, output: output)
        case .layerNorm2d(let norm):
            return LayerNorm2dStep(node, norm, input: input, output: output)
        case .localResponseNormalization(let norm):
            return LocalResponseNormalizationStep(node, norm, input: input, output: output)
        case .flatten:
            return FlattenStep(node, input: input, output: output)
        case .softmax:
            return SoftmaxStep(node, input: input, output: output)
        case .resize(let interpolation):
            return ResizeStep(node, interpolation, input: input, output: output)
        case .pad(let padding):
            return PadStep(node, padding, input: input, output: output)
        case .linear, .batchNormalization, .dropout, .identity:
            preconditionFailure("\(node.operation.name) is rewritten by a pass")
        }
    }

    private func size(of value: ValueID) -> Size {
        let shape = graph.shape(of: value)
        return Size(shape.height, shape.width)
    }

    private func layout(_ value: ValueID) -> MapLayout {
        guard let layout = plan.layouts[value.index] else {
            preconditionFailure("value \(value.index) has no place in the memory plan")
        }
        return layout
    }
}
