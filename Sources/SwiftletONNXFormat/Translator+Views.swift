import SwiftletGraphs
import SwiftletTensors

// Reshapes and transpositions, and the values that they lead to.
extension Translator {
    /// The value of the graph that a view stands for: the base itself, a flattened map, or rows as a map of 1×1. Adds the node if
    /// the graph lacks it.
    func resolved(_ view: View) throws(ONNXError) -> ValueID {
        let shape = graph.shape(of: view.base)
        guard view.features == nil else {
            throw error(
                "needs rows that the file flattened channels last; only linear layers and operations on single features can "
                    + "take them")
        }
        if view.axes == nil {
            if view.shape == shape.extents { return view.base }
            if shape.rank == 4, view.shape == [shape[0], shape.extents.dropFirst().reduce(1, *)] {
                return try flattened(view.base)
            }
            if shape.rank == 2, view.shape == shape.extents + [1, 1] { return try map(of: view.base) }
        }
        throw error(
            "needs a value of \(shape) reshaped or transposed to \(Shape(view.extents)); only flattening, channel shuffles "
                + "and changes that a later node undoes are supported")
    }

    func flattened(_ value: ValueID) throws(ONNXError) -> ValueID {
        if let known = flattenedValues[value] { return known }
        let result = try emit(.flatten, [value], path: "")
        flattenedValues[value] = result
        return result
    }

    func transpose(_ view: View, by permutation: [Int]) -> View {
        let extents = view.extents
        // An axis of one element may move anywhere.
        let moved = permutation.filter { extents[$0] != 1 }
        if view.axes == nil, moved == moved.sorted() {
            return View(base: view.base, shape: permutation.map { extents[$0] })
        }
        let axes = permutation.map { view.axes?[$0] ?? $0 }
        return View(base: view.base, shape: view.shape, axes: axes == axes.sorted() ? nil : axes)
    }

    /// Rows, `[batch, channels]`, as a map of 1×1. All operations since the rows were flattened are repeated on maps. Linear layers
    /// become pointwise convolutions, as in the catalogue's squeeze-and-excite.
    func map(of rows: ValueID) throws(ONNXError) -> ValueID {
        var pending = [rows]
        var needed: Set<ValueID> = []
        while let value = pending.popLast() {
            guard maps[value] == nil, needed.insert(value).inserted else { continue }
            guard let node = graphNode(value) else { throw error("needs the input as a map") }
            switch node.operation {
            case .flatten: break
            case .linear, .activation, .dropout, .identity, .add, .multiply, .batchNormalization, .parametricReLU,
                .concatenate,
                .slice, .softmax:
                pending += node.inputs
            default:
                throw error("needs the output of \(node.operation.name) reshaped to a map, which is not supported")
            }
        }
        // A node's inputs come before it.
        for value in needed.sorted(by: { $0.index < $1.index }) {
            guard let node = graphNode(value) else { continue }
            switch node.operation {
            case .flatten:
                let source = node.inputs[0]
                let shape = graph.shape(of: source)
                guard shape.height == 1, shape.width == 1 else {
                    throw error("needs rows that were a map of \(shape) reshaped to one of 1×1")
                }
                maps[value] = source
            case .linear(let op):
                let convolution = Convolution(
                    outputs: op.outputs, window: Window(kernel: 1), weight: op.weight, bias: op.bias)
                maps[value] = try emit(
                    .convolution(convolution), node.inputs.compactMap { maps[$0] }, path: node.path)
            default:
                maps[value] = try emit(node.operation, node.inputs.compactMap { maps[$0] }, path: node.path)
            }
        }
        guard let map = maps[rows] else { throw error("needs rows as a map") }
        return map
    }
}
