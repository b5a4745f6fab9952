import SwiftletGraphs
import SwiftletTensors

/// The compiler's graphs as text, one line per node, so that a test can state the result of a pass.
package enum CompilerListing {
    /// The fused graph after the named passes of the inference pipeline. A pass has the name of its type.
    ///
    ///     %2 = convolution 3×3 (%0), scaled, bias, ReLU6
    ///     logits = %2
    package static func fused(_ graph: Graph, weights: Weights, passes: [String]) throws(EngineError) -> [String] {
        var fused = try FusedGraph(graph, weights: weights, outputs: nil)
        for name in passes {
            guard let pass = Pipeline.inference.passes.first(where: { "\($0)" == name }) else {
                throw EngineError(graph.name, "the inference pipeline has no pass \(name)")
            }
            pass.run(on: &fused)
        }
        return fused.nodes.map(\.description) + fused.outputs.map { "\($0.key) = \($0.value)" }
    }

    /// The lowered graph after the whole inference pipeline and the named lowering passes.
    ///
    ///     %2 = product 1×1 (%0), ReLU6
    package static func lowered(
        _ graph: Graph, weights: Weights, configuration: EngineConfiguration = .init(),
        overrides: CompilationOverrides = .init(), passes: [String]
    ) throws(EngineError) -> [String] {
        var fused = try FusedGraph(graph, weights: weights, outputs: nil)
        Pipeline.inference.run(on: &fused, joiningLayers: true)
        var lowered = LoweredGraph(fused, selection: try KernelSelection(configuration, overrides))
        for name in passes {
            guard let pass = LoweringPass.all.first(where: { $0.name == name }) else {
                throw EngineError(graph.name, "lowering has no pass \(name)")
            }
            pass.run(&lowered)
        }
        return lowered.nodes.map(\.description) + lowered.outputs.map { "\($0.key) = \($0.value)" }
    }
}

extension FusedNode: CustomStringConvertible {
    var description: String {
        ([reading(operation.description, inputs, output)] + parameters.descriptions + epilogue.descriptions)
            .joined(separator: ", ")
    }
}

extension LoweredNode: CustomStringConvertible {
    var description: String {
        func kernel(_ layer: ConvolutionLayer) -> String { "\(layer.window.kernel)" }
        func line(_ what: String, _ layer: ConvolutionLayer, _ more: [String] = []) -> String {
            ([reading(what, inputs, output)] + layer.parameters.descriptions + layer.epilogue.descriptions + more)
                .joined(separator: ", ")
        }
        switch step {
        case .product(let step):
            return line(
                "product \(kernel(step.layer))", step.layer, step.inputScale.map { ["input × \($0)"] } ?? [])
        case .winograd(let step): return line("winograd", step.layer)
        case .depthwise(let step): return line("depthwise \(kernel(step.layer))", step.layer)
        case .expandedDepthwise(let step):
            return line(
                "product \(kernel(step.expansion)) → depthwise \(kernel(step.depthwise))", step.depthwise)
        case .invertedResidual(let step):
            return line(
                "product \(kernel(step.dense)) → depthwise \(kernel(step.depthwise)) → product 1×1",
                step.projection)
        case .elementwise(_, let activation, let name):
            return ([reading(name, inputs, output)] + Epilogue(activation: activation).descriptions).joined(
                separator: ", ")
        case .concatenation: return reading("concatenation", inputs, output)
        case .slice(let range): return reading("slice \(range)", inputs, output)
        case .map(let recipe): return reading(recipe.name, inputs, output)
        case .pad(let padding): return reading(Operation.pad(padding).description, inputs, output)
        }
    }
}

private func reading(_ what: String, _ inputs: [ValueID], _ output: ValueID) -> String {
    "\(output) = \(what) (\(inputs.map(\.description).joined(separator: ", ")))"
}

extension LayerParameters {
    /// Folded norms scale the weights and add to the biases.
    fileprivate var descriptions: [String] {
        (norms.isEmpty ? [] : ["scaled"]) + (bias == nil && norms.isEmpty ? [] : ["bias"])
    }
}

extension Epilogue {
    /// In the order of application.
    fileprivate var descriptions: [String] {
        let activation = activation.map { [$0.name] } ?? []
        guard let residual else { return activation }
        return switch residual.combination {
        case .addBeforeClamp: ["+ \(residual.value)"] + activation
        case .addAfterClamp: activation + ["+ \(residual.value)"]
        case .interleave: activation + ["interleaved with \(residual.value)"]
        }
    }
}
