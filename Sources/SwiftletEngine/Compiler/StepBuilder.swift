import SwiftletGraphs
import _SwiftletMicrokernelInterface

/// The origin of a step.
struct StepOrigin: Sendable {
    /// The value that the step writes.
    let value: ValueID
    /// The layers that the step computes.
    let sources: [LayerSource]
    /// The step's layer and choice, if the layer can be computed in several ways.
    let layer: LayerKey?
    let choice: LayerChoice?
    /// The block that ends in this step and could have been one step.
    let declined: LayerKey?
}

struct CompiledStep: Sendable {
    let step: any Step
    let origin: StepOrigin
}

/// Makes the step that runs each lowered node.
struct StepBuilder {
    let graph: LoweredGraph
    let plan: MemoryPlan
    /// Gives steps their constants.
    let packings: PackingRequests

    private var kernels: KernelSet { graph.selection.kernels }
    private var threads: Int { graph.selection.threads }

    /// The steps in the order of the graph's nodes.
    /// - Parameter isFirst: Whether they read the program's input.
    func steps(isFirst: Bool) -> [CompiledStep] {
        (isFirst ? inputRounding.map { [$0] } ?? [] : []) + graph.nodes.compactMap(compiled)
    }

    /// Nil for a node that costs nothing.
    private func compiled(_ node: LoweredNode) -> CompiledStep? {
        step(for: node).map { step in
            CompiledStep(
                step: step,
                origin: StepOrigin(
                    value: node.output, sources: node.sources, layer: node.step.key, choice: node.step.choice,
                    declined: node.declinedBlock))
        }
    }

    /// Rounds the program's float32 input where maps have other elements.
    private var inputRounding: CompiledStep? {
        let input = graph.inputs[0]
        guard graph.values[input.index].element != .float32 else { return nil }
        return CompiledStep(
            step: RoundInputStep(layout(input), kernels: kernels),
            origin: StepOrigin(
                value: input, sources: [LayerSource(node: nil, path: "input")], layer: nil, choice: nil, declined: nil))
    }

    /// Nil for a node that costs nothing: a slice, or a concatenation whose parts are in place.
    private func step(for node: LoweredNode) -> (any Step)? {
        let inputs = node.inputs.map(layout)
        let input = inputs[0]
        let output = layout(node.output)
        func map(_ residual: Epilogue.Residual?) -> MapLayout? { residual.map { layout($0.value) } }
        switch node.step {
        case .product(let step):
            return MatrixProductStep(
                step, input: input, output: output, other: map(step.layer.residual), scale: step.inputScale.map(layout),
                kernels: kernels, packings: packings)
        case .winograd(let step):
            return WinogradStep(
                step, input: input, output: output, residual: map(step.layer.residual), kernels: kernels,
                threads: threads, packings: packings)
        case .depthwise(let step):
            return DepthwiseStep(step, input: input, output: output, kernels: kernels, packings: packings)
        case .expandedDepthwise(let step):
            return ExpandedDepthwiseStep(step, input: input, output: output, kernels: kernels, packings: packings)
        case .invertedResidual(let step):
            return InvertedResidualStep(
                step, input: input, output: output, residual: map(step.projection.residual), kernels: kernels,
                packings: packings)
        case .elementwise(let function, let activation, let name):
            return ElementwiseStep(
                function, activation, name: name, a: input, b: inputs[1], output: output, kernels: kernels)
        case .concatenation:
            return ConcatenateStep(inputs: inputs, output: output)
        case .slice:
            return nil
        case .pad(let padding):
            return PadStep(padding, input: input, output: output)
        case .map(let recipe):
            return recipe.make(input, output, StepTools(kernels: kernels, threads: threads, packings: packings))
        }
    }

    private func layout(_ value: ValueID) -> MapLayout {
        guard let layout = plan.layouts[value.index] else {
            preconditionFailure("value \(value.index) has no place in the memory plan")
        }
        return layout
    }
}
