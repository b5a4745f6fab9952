import SwiftletGraphs
import SwiftletTensors

extension Translator {
    func reshapeOperator() throws(ONNXError) {
        guard let data = node.input(0) else { throw error("lacks its input") }
        // The first version of the operator has an attribute.
        guard let wanted = try integers("shape", input: 1) else {
            throw error("lacks a shape")
        }
        let extents = try self.extents(data)
        let zeroIsZero = try node.integer("allowzero", default: 0) != 0
        var result: [Int] = []
        var open: Int?
        for (axis, extent) in wanted.enumerated() {
            switch extent {
            case -1 where open == nil:
                open = axis
                result.append(1)
            case 0 where !zeroIsZero && axis < extents.count: result.append(extents[axis])
            case 1...: result.append(extent)
            default: throw error("reshapes to \(list(wanted)), which is not possible for \(list(extents))")
            }
        }
        let count = extents.reduce(1, *)
        guard let known = Shape(exactly: result)?.count else { throw error("reshapes to \(list(wanted))") }
        if let open {
            guard known > 0, count % known == 0 else {
                throw error("reshapes \(list(extents)) to \(list(wanted)), which has another number of elements")
            }
            result[open] = count / known
        } else if known != count {
            throw error("reshapes \(list(extents)) to \(list(wanted)), which has another number of elements")
        }
        try reshapeInput(data, to: result)
    }

    func flattenOperator() throws(ONNXError) {
        guard let data = node.input(0) else { throw error("lacks its input") }
        let extents = try self.extents(data)
        let axis = try node.integer("axis", default: 1)
        let split = axis < 0 ? axis + extents.count : axis
        guard (0...extents.count).contains(split) else { throw error("has the axis \(axis) of \(list(extents))") }
        try reshapeInput(data, to: [extents[..<split].reduce(1, *), extents[split...].reduce(1, *)])
    }

    func squeezeOperator() throws(ONNXError) {
        guard let data = node.input(0) else { throw error("lacks its input") }
        let extents = try self.extents(data)
        var axes = extents.indices.filter { extents[$0] == 1 }
        if let given = try integers("axes", input: 1) { axes = try self.axes(given, rank: extents.count) }
        guard axes.allSatisfy({ extents[$0] == 1 }) else {
            throw error("squeezes axes \(list(axes)) of \(list(extents))")
        }
        try reshapeInput(data, to: extents.indices.filter { !axes.contains($0) }.map { extents[$0] })
    }

    func unsqueezeOperator() throws(ONNXError) {
        guard let data = node.input(0) else { throw error("lacks its input") }
        guard let given = try integers("axes", input: 1) else { throw error("lacks axes") }
        let extents = try self.extents(data)
        guard given.count <= 8 else { throw error("adds too many axes") }
        let axes = try self.axes(given, rank: extents.count + given.count)
        var rest = extents[...]
        let result = (0..<extents.count + given.count).map { axes.contains($0) ? 1 : rest.popFirst() ?? 1 }
        try reshapeInput(data, to: result)
    }

    func transposeOperator() throws(ONNXError) {
        guard let data = node.input(0) else { throw error("lacks its input") }
        let rank = try extents(data).count
        let permutation = try node.integers("perm") ?? Array((0..<rank).reversed())
        guard permutation.sorted() == Array(0..<rank) else {
            throw error("has the permutation \(list(permutation)) for \(rank) axes")
        }
        if let constant = try constant(data) {
            define(try made(constant.transposed(permutation)))
        } else {
            define(transpose(try view(data), by: permutation))
        }
    }

    private func reshapeInput(_ name: String, to extents: [Int]) throws(ONNXError) {
        guard extents.count <= 16 else { throw error("reshapes to \(extents.count) axes") }
        if let constant = try constant(name) {
            define(constant.reshaped(extents))
        } else {
            define(try reshape(try view(name), to: extents))
        }
    }

    /// Axes counted from the front. No axis may occur twice.
    func axes(_ given: [Int], rank: Int) throws(ONNXError) -> [Int] {
        var result: [Int] = []
        for axis in given {
            let counted = axis < 0 ? axis + rank : axis
            guard (0..<rank).contains(counted), !result.contains(counted) else {
                throw error("has the axes \(list(given)) for a rank of \(rank)")
            }
            result.append(counted)
        }
        return result
    }

    func list(_ numbers: [Int]) -> String {
        "[" + numbers.prefix(8).map(String.init).joined(separator: ", ") + (numbers.count > 8 ? ", …]" : "]")
    }
}
