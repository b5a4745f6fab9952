import SwiftletGraphs
import SwiftletTensors

extension LoweredGraph {
    /// Copies the input of a convolution by matrix products into a map with zeros around it. Every window then lies
    /// inside the copy, and one matrix product computes each tile. The copy costs a few thousandths of the convolution.
    mutating func insertPadding() {
        rewrite { rewriter, index in
            var node = rewriter[index]
            switch node.step {
            case .product(var step):
                Self.pad(&node.inputs[0], for: &step.layer.convolution.window, before: index, in: &rewriter)
                node.step = .product(step)
            case .invertedResidual(var step):
                Self.pad(&node.inputs[0], for: &step.dense.convolution.window, before: index, in: &rewriter)
                node.step = .invertedResidual(step)
            default: return
            }
            rewriter[index] = node
        }
    }

    /// Replaces a window's padding, if any, by a padded copy of its input.
    private static func pad(
        _ input: inout ValueID, for window: inout Window, before index: Int,
        in rewriter: inout GraphRewriter<LoweredGraph>
    ) {
        let type = rewriter.graph.values[input.index]
        let padding = window.padding.resolved(input: Size(type.shape.height, type.shape.width), window: window)
        window.padding = .none
        guard !padding.isZero else { return }
        var padded = type
        padded.shape = [
            type.shape.batch, type.shape.channels, type.shape.height + padding.vertical,
            type.shape.width + padding.horizontal,
        ]
        let copy = rewriter.graph.newValue(padded)
        rewriter.insert(
            LoweredNode(
                step: .pad(padding), inputs: [input], output: copy, sources: [LayerSource(node: nil, path: "pad")]),
            before: index)
        input = copy
    }
}
