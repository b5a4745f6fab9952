import OrderedCollections
import SwiftletGraphs
import SwiftletTensors

/// The IR's operations with their constants, and with the batch norms, activations and residuals that passes fused into
/// them. It is the compiler's first form of a graph.
struct FusedGraph: RewritableGraph {
    let name: String
    /// `[batch, channels, height, width]` of every value. A vector is a map of one pixel.
    var shapes: [Shape]
    var inputs: [ValueID]
    var nodes: [FusedNode]
    /// The value of each output of the graph, after elision.
    var outputs: OrderedDictionary<String, ValueID>

    /// Makes a node with its parameters for each node of the graph.
    init(_ graph: Graph, weights: Weights, outputs wanted: [String]?) throws(EngineError) {
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
        for (index, node) in graph.nodes.enumerated() {
            nodes.append(try FusedNode(node, at: index, of: graph, weights: weights))
        }
    }

    var valueCount: Int { shapes.count }

    func shape(of value: ValueID) -> Shape { shapes[value.index] }
}
