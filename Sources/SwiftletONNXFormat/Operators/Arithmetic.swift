import SwiftletGraphs
import SwiftletTensors

extension Translator {
    func addOperator() throws(ONNXError) {
        if try foldElementwise() { return }
        guard let (a, b) = try operands() else { return }
        switch (try constant(a), try constant(b)) {
        case (nil, nil): try binary(.add, try view(a), try view(b))
        case (let constant?, nil): try shift(b, by: constant)
        case (nil, let constant?): try shift(a, by: constant)
        case (_?, _?): throw error("adds long constants")
        }
    }

    func subtractOperator() throws(ONNXError) {
        if try foldElementwise() { return }
        guard let (a, b) = try operands() else { return }
        guard let constant = try constant(b), try self.constant(a) == nil else {
            throw error("subtracts a value that is not constant")
        }
        try shift(a, by: try made(constant.mapping("negated") { -$0 }))
    }

    func multiplyOperator() throws(ONNXError) {
        if try defineActivationIdiom() { return }
        if try foldElementwise() { return }
        guard let (a, b) = try operands() else { return }
        switch (try constant(a), try constant(b)) {
        case (nil, nil): try binary(.multiply, try view(a), try view(b))
        case (let constant?, nil): try scale(b, by: constant)
        case (nil, let constant?): try scale(a, by: constant)
        case (_?, _?): throw error("multiplies long constants")
        }
    }

    func divideOperator() throws(ONNXError) {
        if try defineActivationIdiom() { return }
        if try foldElementwise() { return }
        guard let (a, b) = try operands() else { return }
        guard let constant = try constant(b), try self.constant(a) == nil else {
            throw error("divides by a value that is not constant")
        }
        try scale(a, by: try made(constant.mapping("inverted") { 1 / $0 }))
    }

    /// Any number of summands.
    func sumOperator() throws(ONNXError) {
        guard let first = node.input(0) else { throw error("lacks its input") }
        guard node.proto.input.count > 1 else { return try defineAlias(first) }
        var sum = try arranged(try view(first))
        for position in node.proto.input.indices.dropFirst() {
            sum.value = try emit(.add, [sum.value, try value(try viewInput(position), like: sum)])
        }
        define(sum.value, like: sum)
    }

    private func operands() throws(ONNXError) -> (String, String)? {
        guard let a = node.input(0), let b = node.input(1) else { throw error("lacks an operand") }
        return (a, b)
    }

    private func defineActivationIdiom() throws(ONNXError) -> Bool {
        guard let (activation, argument) = activationIdiom() else { return false }
        try elementwise(.activation(activation), of: try view(argument))
        return true
    }

    /// x + constant: the bias of the layer before, or a shift of every channel.
    private func shift(_ name: String, by constant: Constant) throws(ONNXError) {
        let (x, view) = elements(try view(name))
        guard let shift = try channelVector(try broadcast(constant, to: view), view) else {
            throw error(
                "adds a constant of \(list(constant.extents)) to \(Shape(view.extents)); only one number per channel is "
                    + "supported")
        }
        if isReadOnce(name), let layer = graphNode(x) {
            switch layer.operation {
            case .convolution(var op) where op.bias == nil:
                op.bias = biasKey(shift, path: layer.path)
                return define(view.over(try emit(.convolution(op), layer.inputs, path: layer.path)))
            case .linear(var op) where op.bias == nil:
                op.bias = biasKey(shift, path: layer.path)
                return define(view.over(try emit(.linear(op), layer.inputs, path: layer.path)))
            default: break
            }
        }
        try defineAffine(x, view, scale: nil, shift: shift.tensor.floats())
    }

    private func scale(_ name: String, by constant: Constant) throws(ONNXError) {
        let (x, view) = elements(try view(name))
        guard let scale = try channelVector(try broadcast(constant, to: view), view) else {
            throw error(
                "multiplies \(Shape(view.extents)) by a constant of \(list(constant.extents)); only one number per channel "
                    + "is supported")
        }
        try defineAffine(x, view, scale: scale.tensor.floats(), shift: nil)
    }

    private func defineAffine(_ x: ValueID, _ view: View, scale: [Float]?, shift: [Float]?) throws(ONNXError) {
        let channels = graph.shape(of: x).channels
        let scale = scale ?? [Float](repeating: 1, count: channels)
        let shift = shift ?? [Float](repeating: 0, count: channels)
        guard scale.contains(where: { $0 != 1 }) || shift.contains(where: { $0 != 0 }) else { return define(view) }
        define(view.over(try affine(x, scale: scale, shift: shift)))
    }

    /// Up to opset 6, an attribute gives the axis of the first operand at which the second operand begins.
    private func broadcast(_ constant: Constant, to view: View) throws(ONNXError) -> Constant {
        guard opset < 7, let axis = try node.integer("axis") else { return constant }
        let behind = view.extents.count - axis - constant.extents.count
        guard axis >= 0, (0...8).contains(behind) else { throw error("has the axis \(axis)") }
        return constant.reshaped(constant.extents + [Int](repeating: 1, count: behind))
    }
}
