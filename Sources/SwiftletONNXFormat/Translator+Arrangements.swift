import SwiftletGraphs
import SwiftletTensors

// Values whose axes have another order in the file than in the graph, mostly TensorFlow's channels last.
extension Translator {
    /// A view's map or rows in the graph, with the order of their axes in the file.
    func arranged(_ view: View) throws(ONNXError) -> Arranged {
        if let features = view.features { return Arranged(value: view.base, axes: [0, 1], features: features) }
        if let axes = view.axes, view.shape == graph.shape(of: view.base).extents {
            return Arranged(value: view.base, axes: axes)
        }
        let shape = graph.shape(of: view.base)
        if view.axes == nil, shape.rank == 4, shape.channels > 1, view.shape == [shape[0], 1, 1, shape[1]] {
            // One pixel, channels last.
            return Arranged(value: view.base, axes: [0, 2, 3, 1])
        }
        let value = try resolved(view)
        return Arranged(value: value, axes: Array(0..<graph.shape(of: value).rank))
    }

    func arrangedInput(_ position: Int) throws(ONNXError) -> Arranged { try arranged(try viewInput(position)) }

    /// The same for an input that must be a map.
    func arrangedMapInput(_ position: Int) throws(ONNXError) -> Arranged {
        let view = try viewInput(position)
        let result = try arranged(view)
        guard result.axes.count == 4 else {
            throw error("needs [batch, channels, height, width], not \(Shape(view.extents))")
        }
        return result
    }

    /// The value of a view with its axes in the order that `other` has in the graph.
    func value(_ view: View, like other: Arranged) throws(ONNXError) -> ValueID {
        if view.features != nil || other.features != nil {
            guard let a = view.features, let b = other.features, a.number == b.number || a.places == b.places else {
                throw error("needs rows whose features have different orders in the file")
            }
            return view.base
        }
        guard view.extents.count == other.axes.count else { return try resolved(view) }
        return try resolved(transpose(view, by: other.inverse))
    }

    /// Defines the output as a value with the same order of axes in the file as `arranged`.
    func define(_ value: ValueID, like arranged: Arranged, output: Int = 0) {
        let isPlain = arranged.axes == arranged.axes.sorted()
        define(
            View(
                base: value, shape: graph.shape(of: value).extents, axes: isPlain ? nil : arranged.axes,
                features: arranged.features), output: output)
    }

    /// The value for an element-wise operation, and the view of it and of the result.
    func elements(_ view: View) -> (value: ValueID, view: View) {
        if view.features == nil, view.axes == nil, let value = try? resolved(view) {
            return (value, View(base: value, shape: graph.shape(of: value).extents))
        }
        return (view.base, view)
    }

    /// An operation on every element of the first input.
    func elementwise(_ operation: Operation, of view: View) throws(ONNXError) {
        let (value, view) = elements(view)
        define(view.over(try emit(operation, [value])))
    }

    /// A sum or a product of two values.
    func binary(_ operation: Operation, _ left: View, _ right: View) throws(ONNXError) {
        if left.features == nil, right.features == nil, left.shape == right.shape, left.axes == right.axes,
            graph.shape(of: left.base) == graph.shape(of: right.base), (try? resolved(left)) == nil
        {
            return define(left.over(try emit(operation, [left.base, right.base])))
        }
        if let first = try? arranged(left), let second = try? value(right, like: first) {
            return define(try emit(operation, [first.value, second]), like: first)
        }
        let second = try arranged(right)
        define(try emit(operation, [try value(left, like: second), second.value]), like: second)
    }

    /// A constant as one number per channel of a view, in the graph's order. Nil if it does not broadcast to that.
    func channelVector(_ constant: Constant, _ view: View) throws(ONNXError) -> Constant? {
        let seen = view.extents
        let extents = [Int](repeating: 1, count: max(0, seen.count - constant.extents.count)) + constant.extents
        let shape = graph.shape(of: view.base)
        guard extents.count == seen.count, view.shape.count >= 2, shape.rank >= 2, shape.channels <= 1 << 20 else {
            return nil
        }
        if constant.tensor.count > 1 {
            guard view.shape[0] == shape[0], view.shape[1] == shape[1] else { return nil }
            let isPerChannel = extents.enumerated().allSatisfy { axis, extent in
                extent == 1 || ((view.axes?[axis] ?? axis) == 1 && extent == shape[1])
            }
            guard isPerChannel else { return nil }
        }
        guard let vector = try vector(constant, count: shape.channels) else { return nil }
        return try ordered(vector, as: view.features)
    }

    /// A vector with one number per feature, brought from the file's order to the graph's.
    func ordered(_ vector: Constant, as order: FeatureOrder?) throws(ONNXError) -> Constant {
        guard let order, vector.tensor.count == order.places.count else { return vector }
        return try made(vector.columns(order))
    }
}
