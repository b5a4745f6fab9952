import SwiftletGraphs
import SwiftletTensors

extension FusedGraph {
    /// Takes the layers off that follow the last map: convolutions to single pixels, which read more bytes of weights than
    /// of activations. For a batch they run once, together, and read their weights once.
    ///
    /// - Returns: Those layers for `batch` images, which read ``result`` of this graph as their one input; nil, and this
    ///   graph as it was, if there are none.
    mutating func splitClassifier(batch: Int) -> FusedGraph? {
        var first = nodes.count
        while first > 0, isPixel(nodes[first - 1].output) { first -= 1 }
        // What has no weights stays where it is: a global average pool makes less of a map to hand over.
        while first < nodes.count {
            if nodes[first].convolution != nil, let value = onlyValue(before: first) {
                return split(at: first, handing: value, batch: batch)
            }
            first += 1
        }
        return nil
    }

    private func isPixel(_ value: ValueID) -> Bool {
        shape(of: value).height == 1 && shape(of: value).width == 1
    }

    /// The one value that nodes from `first` on read of what earlier ones write; nil if there are more, or none.
    private func onlyValue(before first: Int) -> ValueID? {
        let written = Set(nodes[first...].map(\.output))
        let read = Set(nodes[first...].flatMap(\.reads)).subtracting(written)
        guard read.count == 1, let value = read.first, !inputs.contains(value) else { return nil }
        return value
    }

    private mutating func split(at first: Int, handing value: ValueID, batch: Int) -> FusedGraph {
        var rest = self
        rest.nodes = Array(nodes[first...])
        let written = Set(rest.nodes.map(\.output))
        rest.outputs = outputs.filter { written.contains($0.value) }
        rest.inputs = [value]
        for index in rest.shapes.indices {
            let shape = shapes[index]
            rest.shapes[index] = [batch, shape.channels, shape.height, shape.width]
        }
        nodes.removeSubrange(first...)
        outputs = outputs.filter { !written.contains($0.value) }
        result = value
        return rest
    }
}
