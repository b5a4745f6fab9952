import SwiftletGraphs

extension Graph {
    /// The bytes of activations that must be held while each node runs: every value that was computed (or came in) and
    /// that this node or a later one, or the caller, still reads, and the node's own output.
    ///
    /// Nothing is fused and nothing computed in place; a value is given back right after its last reader. What only renames
    /// a value shares its bytes. Weights are not counted.
    func liveBytes(elementSize: Int) -> [Int] {
        // The value whose bytes each value has.
        var owner = Array(shapes.indices)
        for node in nodes where node.operation.isView {
            if let input = node.inputs.first { owner[node.output.index] = owner[input.index] }
        }
        var lastReader = [Int](repeating: -1, count: shapes.count)
        for (i, node) in nodes.enumerated() {
            for input in node.inputs { lastReader[owner[input.index]] = i }
        }
        for output in outputs.values { lastReader[owner[output.index]] = nodes.count }

        func bytes(_ value: Int) -> Int { .saturatingProduct(shapes[value].count, elementSize) }
        var endingAfter = [[Int]](repeating: [], count: nodes.count + 1)
        // A sum that stopped at Int.max could not be taken back from: count in two words.
        var live = WideCount()
        for input in inputs {
            live.add(bytes(input.index))
            endingAfter[max(0, lastReader[input.index])].append(input.index)
        }
        return nodes.indices.map { i in
            let output = nodes[i].output.index
            if owner[output] == output {
                live.add(bytes(output))
                // What nobody reads goes when its node is done.
                endingAfter[max(i, lastReader[output])].append(output)
            }
            defer {
                for value in endingAfter[i] { live.subtract(bytes(value)) }
            }
            return live.clamped
        }
    }
}

/// A sum of counts of which none is lost, however large it grows.
private struct WideCount {
    private var value: Int128 = 0

    mutating func add(_ count: Int) { value += Int128(count) }
    mutating func subtract(_ count: Int) { value -= Int128(count) }
    var clamped: Int { Int(Swift.min(value, Int128(Int.max))) }
}
