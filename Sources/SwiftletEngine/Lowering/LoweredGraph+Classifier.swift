import SwiftletGraphs
import SwiftletTensors

extension LoweredGraph {
    /// Removes the layers after the last map: convolutions to single pixels, which read more bytes of weights than of
    /// activations. They run once for the whole batch and so read their weights once.
    ///
    /// - Parameter selection: The choices for layers of the whole batch.
    /// - Returns: The removed layers for `batch` images, with this graph's ``result`` as their only input; nil, with
    ///   this graph unchanged, if there are none.
    mutating func splitClassifier(batch: Int, selection: KernelSelection) -> LoweredGraph? {
        var first = nodes.count
        while first > 0, isPixel(nodes[first - 1].output) { first -= 1 }
        // Steps without weights stay: after a global average pool, the handed-over map is smaller.
        while first < nodes.count {
            if nodes[first].step.key != nil, let value = onlyValue(before: first) {
                var rest = split(at: first, handing: value, batch: batch)
                rest.choose(by: selection)
                return rest
            }
            first += 1
        }
        return nil
    }

    private func isPixel(_ value: ValueID) -> Bool {
        shape(of: value).height == 1 && shape(of: value).width == 1
    }

    /// The single value that earlier nodes write and nodes from `first` on read; nil if there is none or more than one.
    private func onlyValue(before first: Int) -> ValueID? {
        let written = Set(nodes[first...].map(\.output))
        let read = Set(nodes[first...].flatMap(\.reads)).subtracting(written)
        guard read.count == 1, let value = read.first, !inputs.contains(value) else { return nil }
        return value
    }

    private mutating func split(at first: Int, handing value: ValueID, batch: Int) -> LoweredGraph {
        var rest = self
        rest.nodes = Array(nodes[first...])
        let written = Set(rest.nodes.map(\.output))
        rest.outputs = outputs.filter { written.contains($0.value) }
        rest.inputs = [value]
        for index in rest.values.indices {
            let shape = values[index].shape
            rest.values[index].shape = [batch, shape.channels, shape.height, shape.width]
        }
        nodes.removeSubrange(first...)
        outputs = outputs.filter { !written.contains($0.value) }
        result = value
        return rest
    }

    /// Chooses anew for every step, by another selection and for the current shapes. The steps themselves stay.
    private mutating func choose(by selection: KernelSelection) {
        self.selection = selection
        for index in nodes.indices {
            nodes[index].step.choose(
                by: selection, input: shape(of: nodes[index].inputs[0]), output: shape(of: nodes[index].output))
        }
    }
}

extension LoweredStep {
    fileprivate mutating func choose(by selection: KernelSelection, input: Shape, output: Shape) {
        switch self {
        case .product(var step):
            step.key = selection.key(dense: step.layer.convolution, input: input, output: output)
            step.tiling = selection.tiling(for: step.key)
            self = .product(step)
        case .winograd(var step):
            step.key = selection.key(dense: step.layer.convolution, input: input, output: output)
            self = .winograd(step)
        case .depthwise(var step):
            step.key = selection.key(.depthwise, step.layer.convolution, input: input, output: output)
            step.blockChannels = selection.depthwiseChannels(for: step.key)
            self = .depthwise(step)
        case .expandedDepthwise(var step):
            step.key = selection.key(.expandedDepthwise, step.depthwise.convolution, input: input, output: output)
            // The layers are joined already, even if the table separates them for this batch.
            step.blocking = selection.blocking(for: step.key) ?? .default(for: step.key)
            self = .expandedDepthwise(step)
        case .invertedResidual(var step):
            step.key = selection.key(
                inputShape: input, dense: step.dense.convolution, depthwise: step.depthwise.convolution, output: output)
            step.bandRows = selection.bandRows(for: step.key) ?? LayerChoice.rows(for: step.key)
            self = .invertedResidual(step)
        default: break
        }
    }
}
