import Graphs
import Tensors

extension Translator {
    func addOperator() throws(ONNXError) {
        if try foldElementwise() { return }
        guard let (a, b) = try operands() else { return }
        switch (try constant(a), try constant(b)) {
        case (nil, nil): try binary(.add, a, b)
        case (let constant?, nil): try shift(b, by: constant)
        case (nil, let constant?): try shift(a, by: constant)
        case (_?, _?): throw error("adds constants too long to be added here")
        }
    }

    func subtractOperator() throws(ONNXError) {
        if try foldElementwise() { return }
        guard let (a, b) = try operands() else { return }
        guard let constant = try constant(b), try self.constant(a) == nil else {
            throw error("subtracts what is not constant")
        }
        try shift(a, by: try made(constant.mapping("negated") { -$0 }))
    }

    func multiplyOperator() throws(ONNXError) {
        if try defineActivationIdiom() { return }
        if try foldElementwise() { return }
        guard let (a, b) = try operands() else { return }
        switch (try constant(a), try constant(b)) {
        case (nil, nil): try binary(.multiply, a, b)
        case (let constant?, nil): try scale(b, by: constant)
        case (nil, let constant?): try scale(a, by: constant)
        case (_?, _?): throw error("multiplies constants too long to be multiplied here")
        }
    }

    func divideOperator() throws(ONNXError) {
        if try defineActivationIdiom() { return }
        if try foldElementwise() { return }
        guard let (a, b) = try operands() else { return }
        guard let constant = try constant(b), try self.constant(a) == nil else {
            throw error("divides by what is not constant")
        }
        try scale(a, by: try made(constant.mapping("inverted") { 1 / $0 }))
    }

    /// Any number of summands.
    func sumOperator() throws(ONNXError) {
        guard let first = node.input(0) else { throw error("lacks its input") }
        guard node.proto.input.count > 1 else { return try defineAlias(first) }
        var sum = try valueInput(0)
        for position in node.proto.input.indices.dropFirst() { sum = try emit(.add, [sum, try valueInput(position)]) }
        define(sum)
    }

    private func operands() throws(ONNXError) -> (String, String)? {
        guard let a = node.input(0), let b = node.input(1) else { throw error("lacks an operand") }
        return (a, b)
    }

    private func defineActivationIdiom() throws(ONNXError) -> Bool {
        guard let (activation, argument) = activationIdiom() else { return false }
        define(try emit(.activation(activation), [try resolved(try view(argument))]))
        return true
    }

    private func binary(_ operation: Operation, _ a: String, _ b: String) throws(ONNXError) {
        let (left, right) = (try view(a), try view(b))
        define(try emit(operation, [try resolved(left), try resolved(right)]))
    }

    /// x + constant: the bias of the layer before, or of every channel.
    private func shift(_ name: String, by constant: Constant) throws(ONNXError) {
        let x = try resolved(try view(name))
        let shape = graph.shape(of: x)
        guard let shift = try channelVector(constant, shape) else {
            throw error(
                "adds a constant of \(list(constant.extents)) to \(shape); only one number a channel is supported")
        }
        if isReadOnce(name), let layer = graphNode(x) {
            switch layer.operation {
            case .convolution(var op) where op.bias == nil:
                op.bias = biasKey(shift, path: layer.path)
                return define(try emit(.convolution(op), layer.inputs, path: layer.path))
            case .linear(var op) where op.bias == nil:
                op.bias = biasKey(shift, path: layer.path)
                return define(try emit(.linear(op), layer.inputs, path: layer.path))
            default: break
            }
        }
        try defineAffine(x, scale: nil, shift: shift.tensor.floats())
    }

    private func scale(_ name: String, by constant: Constant) throws(ONNXError) {
        let x = try resolved(try view(name))
        let shape = graph.shape(of: x)
        guard let scale = try channelVector(constant, shape) else {
            throw error(
                "multiplies \(shape) by a constant of \(list(constant.extents)); only one number a channel is supported"
            )
        }
        try defineAffine(x, scale: scale.tensor.floats(), shift: nil)
    }

    private func defineAffine(_ x: ValueID, scale: [Float]?, shift: [Float]?) throws(ONNXError) {
        let isRows = graph.shape(of: x).rank == 2
        let map = isRows ? try self.map(of: x) : x
        let channels = graph.shape(of: map).channels
        let scale = scale ?? [Float](repeating: 1, count: channels)
        let shift = shift ?? [Float](repeating: 0, count: channels)
        guard scale.contains(where: { $0 != 1 }) || shift.contains(where: { $0 != 0 }) else { return define(x) }
        define(channels: try affine(map, scale: scale, shift: shift), isRows: isRows)
    }

    /// A constant as one number a channel of a map or of rows, if broadcasting makes it so.
    private func channelVector(_ constant: Constant, _ shape: Shape) throws(ONNXError) -> Constant? {
        let extents = [Int](repeating: 1, count: max(0, shape.rank - constant.extents.count)) + constant.extents
        guard extents.count == shape.rank, shape.rank >= 2, shape.channels <= 1 << 20 else { return nil }
        let isPerChannel = extents.enumerated().allSatisfy {
            $0.element == 1 || ($0.offset == 1 && $0.element == shape[1])
        }
        return isPerChannel ? try vector(constant, count: shape.channels) : nil
    }
}
