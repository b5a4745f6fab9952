import SwiftletGraphs
import SwiftletTensors

extension Translator {
    func gemmOperator() throws(ONNXError) {
        guard try node.integer("transA", default: 0) == 0 else { throw error("transposes its first factor") }
        let alpha = try node.float("alpha", default: 1)
        let beta = try node.float("beta", default: 1)
        guard let weight = try constantInput(1, "second factor") else { throw error("lacks a second factor") }
        let isTransposed = try node.integer("transB", default: 0) != 0
        var bias = try constantInput(2, "addend")
        if beta != 1, let addend = bias {
            bias = try made(addend.mapping("times(\(beta))") { Float(beta) * $0 })
        }
        try linear(weight, isOutputsFirst: isTransposed, alpha: alpha, bias: bias)
    }

    func matmulOperator() throws(ONNXError) {
        guard let weight = try constantInput(1, "second factor") else { throw error("lacks a second factor") }
        try linear(weight, isOutputsFirst: false, alpha: 1, bias: nil)
    }

    private func linear(_ weight: Constant, isOutputsFirst: Bool, alpha: Double, bias: Constant?) throws(ONNXError) {
        guard weight.extents.count == 2, weight.tensor.count > 0, weight.tensor.scalarType.isFloatingPoint else {
            throw error(
                "multiplies by \(weight.tensor.scalarType) \(list(weight.extents)); a linear layer has a matrix")
        }
        let view = try viewInput(0)
        var matrix = isOutputsFirst ? weight : try made(weight.transposed([1, 0]))
        if alpha != 1 { matrix = try made(matrix.mapping("times(\(alpha))") { Float(alpha) * $0 }) }
        guard let inputs = view.extents.last, matrix.extents[1] == inputs else {
            throw error("multiplies \(Shape(view.extents)) by weights for \(matrix.extents[1]) features")
        }
        if view.extents.count > 2 { return try pointwise(matrix, of: view) }
        let x: ValueID
        if let features = view.features {
            x = view.base
            matrix = try made(matrix.columns(features))
        } else {
            x = try resolved(view)
        }
        let shape = graph.shape(of: x)
        guard shape.rank == 2 else { throw error("needs [batch, features], not \(shape)") }
        let outputs = matrix.extents[0]
        let (path, key) = layer(matrix)
        var biasName: String?
        if let bias {
            guard let vector = try vector(bias, count: outputs) else {
                throw error("adds \(list(bias.extents)) to \(outputs) outputs")
            }
            biasName = biasKey(vector, path: path)
        }
        let operation = Linear(outputs: outputs, weight: key, bias: biasName)
        define(try emit(.linear(operation), [x], path: path))
    }

    /// Multiplies the channels of every pixel by a matrix. The file has the channels last.
    private func pointwise(_ matrix: Constant, of view: View) throws(ONNXError) {
        let (batch, features) = (view.extents[0], view.extents[view.extents.count - 1])
        var view = view
        if view.axes == nil, view.extents.dropFirst().dropLast().allSatisfy({ $0 == 1 }) {
            // The channels of a single pixel may be at any axis.
            let map = try resolved(View(base: view.base, shape: [batch, features, 1, 1]))
            let rest = Array(2..<view.extents.count)
            view = View(base: map, shape: [batch, features] + rest.map { _ in 1 }, axes: [0] + rest + [1])
        }
        let shape = graph.shape(of: view.base)
        guard let axes = view.axes, axes.last == 1, shape.rank == 4, view.shape[0] == shape[0],
            view.shape[1] == shape[1]
        else {
            throw error("needs [batch, features], or a map's channels last, not \(Shape(view.extents))")
        }
        let (path, key) = layer(matrix.reshaped(matrix.extents + [1, 1]))
        let operation = Convolution(outputs: matrix.extents[0], window: Window(kernel: 1), weight: key)
        var result = view.over(try emit(.convolution(operation), [view.base], path: path))
        result.shape[1] = matrix.extents[0]
        // A single pixel is a view without an order of axes, as elsewhere.
        define(
            result.shape.dropFirst(2).allSatisfy { $0 == 1 } ? View(base: result.base, shape: result.extents) : result)
    }
}
