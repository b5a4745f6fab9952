import SwiftletGraphs

// Activations written as arithmetic: a product is split into its factors, which are then recognised.
extension Translator {
    /// A product: the names of its factors, and the product of its constants.
    private struct Product {
        var factors: [String]
        var constant: Double
    }

    /// The activation whose last node is this multiplication or division, and the name of its argument. Nil if there is none.
    func activationIdiom() -> (SwiftletGraphs.Activation, String)? {
        guard let root = product(node) else { return nil }
        // Each factor as it is, or split once more: x itself may be a product.
        var candidates = [root]
        for position in root.factors.indices {
            candidates += candidates.compactMap { candidate in
                let name = root.factors[position]
                guard let producer = producer(name), let inner = product(producer),
                    let place = candidate.factors.firstIndex(of: name)
                else { return nil }
                var result = candidate
                result.factors.replaceSubrange(place...place, with: inner.factors)
                result.constant *= inner.constant
                return result
            }
        }
        for candidate in candidates {
            if let found = recognized(candidate) { return found }
        }
        return nil
    }

    private func recognized(_ product: Product) -> (SwiftletGraphs.Activation, String)? {
        if product.factors.count == 1 {
            guard isClose(product.constant, 1 / 6), let x = clippedSum(product.factors[0]) else { return nil }
            return (.hardSigmoid, x)
        }
        guard product.factors.count == 2 else { return nil }
        for (x, gate) in [(product.factors[0], product.factors[1]), (product.factors[1], product.factors[0])] {
            func isOfX(_ name: String?) -> Bool { name.map { original($0) == original(x) } ?? false }
            if isClose(product.constant, 1) {
                if let node = producer(gate), node.type == "Sigmoid", isOfX(node.input(0)) { return (.silu, x) }
                if isOfX(hardSigmoidArgument(gate)) { return (.hardSwish, x) }
            }
            if isClose(product.constant, 1 / 6), isOfX(clippedSum(gate)) { return (.hardSwish, x) }
            if isClose(product.constant, 0.5), isOfX(errorFunctionArgument(gate)) { return (.gelu, x) }
        }
        return nil
    }

    /// The factors of a multiplication, or of a division by a constant.
    private func product(_ node: ONNXNode) -> Product? {
        guard node.proto.input.count == 2 else { return nil }
        let (a, b) = (node.proto.input[0], node.proto.input[1])
        switch node.type {
        case "Mul":
            if let constant = scalar(a) { return Product(factors: [b], constant: constant) }
            if let constant = scalar(b) { return Product(factors: [a], constant: constant) }
            return Product(factors: [a, b], constant: 1)
        case "Div":
            return scalar(b).map { Product(factors: [a], constant: 1 / $0) }
        default: return nil
        }
    }

    /// x of `HardSigmoid(x)`, or of `clip(x + 3, 0, 6) / 6`.
    private func hardSigmoidArgument(_ name: String) -> String? {
        guard let node = producer(name) else { return nil }
        if node.type == "HardSigmoid" { return (try? isPaperHardSigmoid(node)) == true ? node.input(0) : nil }
        guard let product = product(node), product.factors.count == 1, isClose(product.constant, 1 / 6) else {
            return nil
        }
        return clippedSum(product.factors[0])
    }

    /// x of `clip(x + 3, 0, 6)`.
    private func clippedSum(_ name: String) -> String? {
        guard let node = producer(name) else { return nil }
        var sum: String?
        switch node.type {
        case "Clip":
            guard let bounds = try? bounds(of: node), bounds.1 == 6, let inner = node.input(0) else { return nil }
            sum = bounds.0 == 0 ? inner : bounds.0 < 0 ? producer(inner).flatMap(rectified) : nil
        case "Min":
            sum = summand(node, beside: 6).flatMap(producer).flatMap(rectified)
        default: return nil
        }
        guard let add = sum.flatMap(producer), add.type == "Add" else { return nil }
        return summand(add, beside: 3)
    }

    /// x of `erf(x / √2) + 1`.
    private func errorFunctionArgument(_ name: String) -> String? {
        guard let sum = producer(name), sum.type == "Add", let inner = summand(sum, beside: 1),
            let function = producer(inner), function.type == "Erf", let argument = function.input(0),
            let scaled = producer(argument), let product = product(scaled), product.factors.count == 1,
            isClose(product.constant, 0.5.squareRoot())
        else { return nil }
        return product.factors[0]
    }

    /// Of two inputs, the one beside a given constant.
    func summand(_ node: ONNXNode, beside value: Double) -> String? {
        guard node.proto.input.count == 2 else { return nil }
        let (a, b) = (node.proto.input[0], node.proto.input[1])
        if scalar(a) == value { return b }
        return scalar(b) == value ? a : nil
    }

    private func scalar(_ name: String) -> Double? {
        guard !name.isEmpty, let constant = try? constant(name) else { return nil }
        return constant.scalar
    }
}
