import SwiftletGraphs
import SwiftletTensors

extension Graph {
    /// The cost of one node by itself. Its parameters are not counted: other nodes may share them.
    func cost(of node: Node, elementSize: Int) -> Cost {
        let analysis = node.operation.analysis
        let shapes = shapes(of: node)
        let weights = node.operation.parameters.reduce(0) { $0.addingSaturating(parameters[$1]?.shape.count ?? 0) }
        let elements = analysis.elementsMoved(shapes).addingSaturating(weights)
        return Cost(
            parameters: 0, macs: macs(of: node), elementwiseOperations: analysis.elementwiseOperations(shapes),
            activations: analysis.kind(input: shapes.input).isProduct ? shapes.output.count : 0,
            memoryAccessBytes: .saturatingProduct(elements, elementSize))
    }
}
