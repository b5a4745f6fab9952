import Graphs
import Tensors

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
        let x = try valueInput(0)
        let shape = graph.shape(of: x)
        guard shape.rank == 2 else { throw error("needs [batch, features], not \(shape)") }
        var matrix = isOutputsFirst ? weight : try made(weight.transposed([1, 0]))
        if alpha != 1 { matrix = try made(matrix.mapping("times(\(alpha))") { Float(alpha) * $0 }) }
        guard matrix.extents[1] == shape[1] else {
            throw error("multiplies \(shape) by weights for \(matrix.extents[1]) features")
        }
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
}
