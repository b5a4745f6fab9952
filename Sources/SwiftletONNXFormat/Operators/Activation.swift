import SwiftletGraphs
import SwiftletTensors

extension Translator {
    /// An element-wise function of the graph, on maps and rows.
    func activation(_ activation: SwiftletGraphs.Activation) throws(ONNXError) {
        try elementwise(.activation(activation), of: try viewInput(0))
    }

    func clipOperator() throws(ONNXError) {
        guard let name = node.input(0) else { throw error("lacks its input") }
        let (low, high) = try bounds(of: node)
        if try foldClip(name, low, high) { return }
        switch (low, high) {
        case (-.infinity, .infinity): try defineAlias(name)
        case (0, .infinity): try activation(.relu)
        case (0, 6): try activation(.relu6)
        // min(max(x, 0), 6) in two steps.
        case (-.infinity, 6):
            guard let producer = producer(name), let inner = rectified(producer) else { fallthrough }
            try elementwise(.activation(.relu6), of: try view(inner))
        default:
            throw error("clips to \(low)…\(high); only 0…∞ (ReLU) and 0…6 (ReLU6) are supported")
        }
    }

    /// The bounds of a Clip. A bound that is left out, or is float32's largest number, is infinite.
    func bounds(of node: ONNXNode) throws(ONNXError) -> (Double, Double) {
        func bound(_ position: Int, _ name: String, _ open: Double) throws(ONNXError) -> Double {
            var value = try node.float(name)
            if let input = node.input(position) {
                guard let scalar = try constant(input)?.scalar else {
                    throw node.error("clips to a bound that is not constant")
                }
                value = scalar
            }
            guard let value else { return open }
            return value.magnitude >= Double(Float.greatestFiniteMagnitude) && value.sign == open.sign ? open : value
        }
        return (try bound(1, "min", -.infinity), try bound(2, "max", .infinity))
    }

    /// The input whose positive part a node computes. Nil for other nodes.
    func rectified(_ node: ONNXNode) -> String? {
        switch node.type {
        case "Relu": return node.input(0)
        case "Clip":
            guard let bounds = try? bounds(of: node), bounds.0 == 0, bounds.1 >= 6 else { return nil }
            return node.input(0)
        case "Max": return summand(node, beside: 0)
        default: return nil
        }
    }

    /// The maximum or minimum of two values: a ReLU or a ReLU6 may be written so.
    func extremumOperator() throws(ONNXError) {
        if try foldElementwise() { return }
        if node.type == "Max", let x = summand(node, beside: 0) {
            try elementwise(.activation(.relu), of: try view(x))
        } else if node.type == "Min", let x = summand(node, beside: 6), let producer = producer(x),
            let inner = rectified(producer)
        {
            try elementwise(.activation(.relu6), of: try view(inner))
        } else {
            throw error("is supported only as max(x, 0) and min(max(x, 0), 6)")
        }
    }

    func hardSigmoidOperator() throws(ONNXError) {
        guard try isPaperHardSigmoid(node) else {
            throw error(
                "has alpha \(try node.float("alpha", default: 0.2)) and beta \(try node.float("beta", default: 0.5)); "
                    + "only x/6 + 1/2 is supported (MobileNetV3 §5.2)")
        }
        try activation(.hardSigmoid)
    }

    func isPaperHardSigmoid(_ node: ONNXNode) throws(ONNXError) -> Bool {
        let (alpha, beta) = (try node.float("alpha", default: 0.2), try node.float("beta", default: 0.5))
        return isClose(alpha, 1 / 6) && isClose(beta, 0.5)
    }

    func geluOperator() throws(ONNXError) {
        let kind = try node.text("approximate", default: "none")
        guard kind == "none" else { throw error("is approximated by \(kind); only the exact GELU is supported") }
        try activation(.gelu)
    }

    func swishOperator() throws(ONNXError) {
        let alpha = try node.float("alpha", default: 1)
        guard alpha == 1 else { throw error("has alpha \(alpha); only x · sigmoid(x) is supported") }
        try activation(.silu)
    }

    func leakyReLUOperator() throws(ONNXError) {
        try activation(.leakyReLU(slope: try decimal("alpha", default: 0.01)))
    }

    func parametricReLUOperator() throws(ONNXError) {
        let (x, view) = elements(try viewInput(0))
        guard let slope = try constantInput(1, "slope"), slope.tensor.scalarType.isFloatingPoint else {
            throw error("lacks a constant slope")
        }
        // Up to opset 6, a list with one slope per channel. Later the slopes broadcast: [channels, 1, 1], or one number.
        let shape = graph.shape(of: x)
        let isList = opset < 7 && slope.extents == [shape.channels] && view.axes == nil
        let seen = isList ? slope.reshaped([shape.channels] + Array(repeating: 1, count: shape.rank - 2)) : slope
        let slopes = slope.tensor.count == 1 ? slope.reshaped([1]) : try channelVector(seen, view)
        guard let slopes else {
            throw error(
                "has slopes of \(list(slope.extents)) for \(Shape(view.extents)); only one number per channel is supported"
            )
        }
        let (path, key) = layer(slopes)
        define(view.over(try emit(.parametricReLU(weight: key), [x], path: path)))
    }

    /// Whether two numbers are equal in float16.
    func isClose(_ a: Double, _ b: Double) -> Bool { (a - b).magnitude <= 1e-3 * b.magnitude }
}
