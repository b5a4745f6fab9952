import SwiftletGraphs

extension Graph {
    /// The bytes of activations in memory while each node runs: the node's output, and every earlier value that the
    /// node, a later one or the caller still reads.
    ///
    /// Nothing is fused or computed in place. The last reader of a value frees it. A view shares the bytes of its
    /// input. Weights are not counted.
    func liveBytes(elementSize: Int) -> [Int] {
        // The value whose bytes each value shares.
        var owner = Array(values.indices)
        for node in nodes where node.operation.definition.isView {
            if let input = node.inputs.first { owner[node.output.index] = owner[input.index] }
        }
        var lastReader = [Int](repeating: -1, count: values.count)
        for (i, node) in nodes.enumerated() {
            for input in node.inputs { lastReader[owner[input.index]] = i }
        }
        for output in outputs.values { lastReader[owner[output.index]] = nodes.count }

        func bytes(_ value: Int) -> Int { .saturatingProduct(values[value].shape.count, elementSize) }
        var endingAfter = [[Int]](repeating: [], count: nodes.count + 1)
        // Bytes are also subtracted, so that saturating sums would be wrong: count in two words.
        var live = WideCount()
        for input in inputs {
            live.add(bytes(input.index))
            endingAfter[max(0, lastReader[input.index])].append(input.index)
        }
        return nodes.indices.map { i in
            let output = nodes[i].output.index
            if owner[output] == output {
                live.add(bytes(output))
                // A value without readers is freed after its node.
                endingAfter[max(i, lastReader[output])].append(output)
            }
            defer {
                for value in endingAfter[i] { live.subtract(bytes(value)) }
            }
            return live.clamped
        }
    }
}

/// A sum of counts that does not overflow.
private struct WideCount {
    private var value: Int128 = 0

    mutating func add(_ count: Int) { value += Int128(count) }
    mutating func subtract(_ count: Int) { value -= Int128(count) }
    var clamped: Int { Int(Swift.min(value, Int128(Int.max))) }
}
