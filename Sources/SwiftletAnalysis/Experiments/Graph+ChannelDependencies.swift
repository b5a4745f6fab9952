import SwiftletGraphs
import SwiftletTensors

extension Graph {
    /// For every value, for each of its channels, the channels of the graph's first input that it depends on: propagated
    /// from node to node, whatever the weights are.
    package func channelDependencies() -> [[Set<Int>]] {
        var result = [[Set<Int>]](repeating: [], count: shapes.count)
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

    /// For each output channel of a node, for each of its inputs, the channels that are read.
    func readChannels(of node: Node) -> [[[Int]]] {
        let inputs = node.inputs.map { shape(of: $0).channels }
        let outputs = shape(of: node.output).channels
        /// Channel by channel, where there are as many; an extent of 1 serves all.
        func same() -> [[[Int]]] {
            (0..<outputs).map { channel in inputs.map { $0 == 1 ? [0] : [min(channel, $0 - 1)] } }
        }
        func grouped(_ groups: Int) -> [[[Int]]] {
            let (reads, writes) = (inputs[0] / groups, outputs / groups)
            return (0..<outputs).map { channel in
                let group = channel / writes
                return [Array(group * reads..<(group + 1) * reads)]
            }
        }
        switch node.operation {
        case .convolution(let op): return grouped(op.groups)
        case .transposedConvolution(let op): return grouped(op.groups)
        case .linear, .softmax: return grouped(1)
        case .concatenate:
            var result: [[[Int]]] = []
            for (index, count) in inputs.enumerated() {
                result += (0..<count).map { channel in inputs.indices.map { $0 == index ? [channel] : [] } }
            }
            return result
        case .slice(let range): return range.map { [[$0]] }
        case .channelShuffle(let groups):
            let perGroup = inputs[0] / groups
            return (0..<outputs).map { [[$0 % groups * perGroup + $0 / groups]] }
        case .localResponseNormalization(let op):
            return (0..<outputs).map { channel in
                [Array(max(0, channel - op.size / 2)...min(inputs[0] - 1, channel + op.size / 2))]
            }
        case .flatten:
            let area = outputs / max(inputs[0], 1)
            return (0..<outputs).map { [[$0 / max(area, 1)]] }
        case .resize: return (0..<outputs).map { [[$0], []] }
        case .batchNormalization, .activation, .parametricReLU, .maxPool, .averagePool, .adaptiveAveragePool,
            .adaptiveMaxPool, .add, .multiply, .dropout, .identity, .pad:
            return same()
        }
    }
}
