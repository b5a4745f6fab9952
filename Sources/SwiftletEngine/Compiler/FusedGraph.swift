import OrderedCollections
import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// A graph on its way to a program: the IR's own operations, with constants attached and with what passes have fused
/// into them.
struct FusedGraph {
    let name: String
    /// `[batch, channels, height, width]` of every value, a vector being a map of one pixel. Passes may add values.
    var shapes: [Shape]
    var inputs: [ValueID]
    var nodes: [FusedNode]
    /// Which value each output of the graph is read from, after elision.
    var outputs: OrderedDictionary<String, ValueID>
    /// What another graph goes on from.
    var result: ValueID?
    /// Which kernels will compute it, and how.
    var selection: KernelSelection

    /// One node for each of the graph's, with the parameters that it reads.
    init(
        _ graph: Graph, weights: Weights, outputs wanted: [String]?, selection: KernelSelection
    ) throws(EngineError) {
        self.selection = selection
        name = graph.name
        shapes = []
        for type in graph.values {
            let shape = type.shape
            guard type.scalarType == .float32 else {
                throw EngineError(graph.name, "a value of \(type) is not float32")
            }
            guard shape.rank == 2 || shape.rank == 4 else {
                throw EngineError(graph.name, "a value of \(shape) is neither a map nor a vector")
            }
            shapes.append(Shape(shape.extents + (shape.rank == 2 ? [1, 1] : [])))
        }
        inputs = graph.inputs
        outputs = graph.outputs
        if let wanted {
            outputs = [:]
            for name in wanted {
                guard let value = graph.outputs[name] else {
                    let known = graph.outputs.keys.joined(separator: ", ")
                    throw EngineError(graph.name, "has no output \"\(name)\"; it has \(known)")
                }
                outputs[name] = value
            }
        }
        nodes = []
        for node in graph.nodes {
            nodes.append(try FusedNode(node, of: graph, weights: weights))
        }
    }

    func shape(of value: ValueID) -> Shape { shapes[value.index] }

    mutating func newValue(_ shape: Shape) -> ValueID {
        shapes.append(shape)
        return ValueID(shapes.count - 1)
    }

    /// How often each value is read, by nodes and as an output.
    func useCounts() -> [Int] {
        var counts = [Int](repeating: 0, count: shapes.count)
        for node in nodes {
            for input in node.reads { counts[input.index] += 1 }
        }
        for value in outputs.values { counts[value.index] += 1 }
        return counts
    }

    /// The index of the node that writes each value; nil for inputs.
    func producers() -> [Int?] {
        var producers = [Int?](repeating: nil, count: shapes.count)
        for (index, node) in nodes.enumerated() { producers[node.output.index] = index }
        return producers
    }

    /// Makes every reader of `old` read `new`.
    mutating func replace(_ old: ValueID, with new: ValueID) {
        for index in nodes.indices {
            for slot in nodes[index].inputs.indices where nodes[index].inputs[slot] == old {
                nodes[index].inputs[slot] = new
            }
            if nodes[index].residual?.value == old { nodes[index].residual?.value = new }
            if nodes[index].inputScale == old { nodes[index].inputScale = new }
        }
        for (name, value) in outputs where value == old { outputs[name] = new }
    }
}

/// An operation with its constants and what is fused into it.
struct FusedNode {
    var operation: Operation
    var inputs: [ValueID]
    var output: ValueID
    /// The layer's weights in the IR's order, as they came.
    var weight: Tensor?
    /// A factor for each output channel of `weight`, from a folded batch norm.
    var weightScale: [Float]?
    /// A term for each output channel.
    var bias: [Float]?
    /// Applied to the result.
    var activation: Activation?
    /// Another map that the result is combined with.
    var residual: Residual?
    /// A factor for each input channel of a pointwise convolution, computed by other nodes: squeeze-and-excite.
    var inputScale: ValueID?
    /// The pointwise convolution whose result a depthwise convolution reads, computed on the way; one at most.
    var expansion: [FusedNode] = []
    /// Whether a convolution is computed by Winograd's algorithm.
    var usesWinograd = false
    /// The depthwise convolution, with its expansion, whose result a pointwise convolution reads, computed on the way; one
    /// at most.
    var depthwise: [FusedNode] = []
    /// The inverted residual that the node ends, whether it is computed as one or not.
    var block: LayerKey?
    /// The paths of the layers that the node stands for.
    var sources: [String]

    struct Residual {
        var value: ValueID
        var combination: MatrixProductArguments.Combination
    }

    var reads: [ValueID] { inputs + (residual.map { [$0.value] } ?? []) + (inputScale.map { [$0] } ?? []) }

    /// The convolution that the node is, if it is one.
    var convolution: Convolution? {
        if case .convolution(let convolution) = operation { convolution } else { nil }
    }

    init(_ node: Node, of graph: Graph, weights: Weights) throws(EngineError) {
        operation = node.operation
        inputs = node.inputs
        output = node.output
        sources = [node.path.isEmpty ? node.operation.name : node.path]
        for key in node.operation.parameters {
            guard let tensor = weights[key] else {
                throw EngineError(graph.place(of: node), "the weights lack \(key)")
            }
            guard let parameter = graph.parameters[key], tensor.shape == parameter.shape else {
                throw EngineError(
                    graph.place(of: node),
                    "\(key) is \(tensor.shape), not \(graph.parameters[key].map { "\($0.shape)" } ?? "known")")
            }
            guard tensor.scalarType.isFloatingPoint else {
                throw EngineError(graph.place(of: node), "\(key) is \(tensor.scalarType), not floating point")
            }
        }
        if case .batchNormalization(let op) = node.operation {
            // γ / √(σ² + ε) and β − μ · γ / √(σ² + ε), in double: folding must not cost accuracy.
            let gamma = weights[op.weight]!.floats()
            let beta = weights[op.bias]!.floats()
            let mean = weights[op.runningMean]!.floats()
            let variance = weights[op.runningVariance]!.floats()
            let scale = gamma.indices.map { Double(gamma[$0]) / (Double(variance[$0]) + op.epsilon).squareRoot() }
            weightScale = scale.map { Float($0) }
            bias = gamma.indices.map { Float(Double(beta[$0]) - Double(mean[$0]) * scale[$0]) }
        } else {
            for slot in node.operation.definition.parameters {
                switch slot.role {
                case .weight: weight = weights[slot.key]
                case .bias: bias = weights[slot.key]?.floats()
                case .runningMean, .runningVariance: break
                }
            }
        }
    }
}
