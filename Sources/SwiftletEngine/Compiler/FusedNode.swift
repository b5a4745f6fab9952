import SwiftletGraphs
import SwiftletTensors

/// An operation with its constants and what is fused into it.
struct FusedNode: RewritableNode, Sendable {
    var operation: Operation
    var inputs: [ValueID]
    var output: ValueID
    /// How the layer's constants follow from the network's parameters.
    var parameters = LayerParameters()
    var epilogue = Epilogue()
    /// The layers that the node computes.
    var sources: [LayerSource]

    var reads: [ValueID] { epilogue.residual.map { inputs + [$0.value] } ?? inputs }

    mutating func redirect(_ old: ValueID, to new: ValueID) {
        for slot in inputs.indices where inputs[slot] == old { inputs[slot] = new }
        if epilogue.residual?.value == old { epilogue.residual?.value = new }
    }

    mutating func addSources(of other: FusedNode, first: Bool) {
        sources = first ? other.sources + sources : sources + other.sources
    }

    /// The operation, if it is a convolution.
    var convolution: Convolution? {
        if case .convolution(let convolution) = operation { convolution } else { nil }
    }

    /// The operation, if it is a depthwise convolution.
    func depthwise(in graph: FusedGraph) -> Convolution? {
        convolution.flatMap { $0.isDepthwise(channels: graph.shape(of: inputs[0]).channels) ? $0 : nil }
    }
}

extension FusedNode {
    init(_ node: Node, at index: Int, of graph: Graph, weights: Weights) throws(EngineError) {
        operation = node.operation
        inputs = node.inputs
        output = node.output
        sources = [LayerSource(node: index, path: node.path.isEmpty ? node.operation.name : node.path)]
        for key in node.operation.parameters {
            guard let tensor = weights[key] else {
                throw EngineError(graph.place(of: node), "the weights lack \(key)")
            }
            guard let parameter = graph.parameters[key], tensor.shape == parameter.shape else {
                throw EngineError(
                    graph.place(of: node),
                    "\(key) is \(tensor.shape), not \(graph.parameters[key].map { "\($0.shape)" } ?? "a parameter")")
            }
            guard tensor.scalarType.isFloatingPoint else {
                throw EngineError(graph.place(of: node), "\(key) is \(tensor.scalarType), not floating point")
            }
        }
        if case .batchNormalization(let norm) = node.operation {
            parameters = LayerParameters(shape: [weights[norm.weight]?.count ?? 0, 1, 1, 1], norms: [FoldedNorm(norm)])
        } else {
            for slot in node.operation.definition.parameters {
                switch slot.role {
                case .weight: (parameters.weight, parameters.shape) = (slot.key, weights[slot.key]?.shape ?? [])
                case .bias: parameters.bias = slot.key
                case .runningMean, .runningVariance: break
                }
            }
        }
    }
}

extension Convolution {
    /// Whether each input channel is convolved separately into one output channel.
    func isDepthwise(channels: Int) -> Bool { groups == channels && outputs == channels && channels > 1 }
}
