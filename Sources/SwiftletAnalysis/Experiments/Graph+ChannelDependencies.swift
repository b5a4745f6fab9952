import SwiftletGraphs
import SwiftletTensors

extension Graph {
    /// The channels of the graph's first input that each channel of each value depends on. They follow from node to
    /// node and do not depend on the weights.
    package func channelDependencies() -> [[Set<Int>]] {
        var result = [[Set<Int>]](repeating: [], count: values.count)
        for (index, input) in inputs.enumerated() {
            result[input.index] = (0..<shape(of: input).channels).map { index == 0 ? [$0] : [] }
        }
        for node in nodes {
            result[node.output.index] = readChannels(of: node).map { reads in
                zip(node.inputs, reads).reduce(into: Set<Int>()) { set, pair in
                    for channel in pair.1 { set.formUnion(result[pair.0.index][channel]) }
                }
            }
        }
        return result
    }

    /// The channels of each input that each output channel of a node reads.
    func readChannels(of node: Node) -> [[[Int]]] { node.operation.analysis.channelReads(shapes(of: node)) }
}
