import SwiftletTensors

extension Graph: CustomStringConvertible {
    /// `mobilenet_v2: 1 input, 153 nodes, 3504872 parameters, 300774272 MACs`; ``listing`` has the nodes.
    public var description: String {
        "\(name): \(inputs.count) \(inputs.count == 1 ? "input" : "inputs"), \(nodes.count) nodes, "
            + "\(parameterCount) parameters, \(macs) MACs"
    }

    /// ``description``, then one line a node: the value it writes, the shape, the operation, the values it reads, the
    /// module's path.
    ///
    ///     mobilenet_v2: 1 input, 153 nodes, 3504872 parameters, 300774272 MACs
    ///     %0  1×3×224×224  input
    ///     %1  1×32×112×112  convolution 3×3, stride 2×2, padding 1, no bias (%0)  features.0.0
    ///     …
    ///     logits = %153
    public var listing: String {
        var lines = [description]
        lines += inputs.map { "\($0)  \(shape(of: $0))  input" }
        lines += nodes.map { node in
            let read = node.inputs.map(\.description).joined(separator: ", ")
            let line = "\(node.output)  \(shape(of: node.output))  \(node.operation) (\(read))"
            return node.path.isEmpty ? line : line + "  " + node.path
        }
        lines += outputs.map { "\($0.key) = \($0.value)" }
        return lines.joined(separator: "\n")
    }
}

extension ValueID: CustomStringConvertible {
    public var description: String { "%\(index)" }
}

extension Operation: CustomStringConvertible {
    /// The operation's name and whatever of its options is not the usual.
    public var description: String {
        let options = options.joined(separator: ", ")
        return options.isEmpty ? name : "\(name) \(options)"
    }

    private var options: [String] {
        switch self {
        case .convolution(let op):
            return op.window.options + (op.groups == 1 ? [] : ["\(op.groups) groups"])
                + (op.bias == nil ? ["no bias"] : [])
        case .transposedConvolution(let op):
            return op.window.options + (op.outputPadding == 0 ? [] : ["output padding \(op.outputPadding)"])
                + (op.groups == 1 ? [] : ["\(op.groups) groups"]) + (op.bias == nil ? ["no bias"] : [])
        case .linear(let op):
            return op.bias == nil ? ["no bias"] : []
        case .batchNormalization(let op):
            return ["ε \(op.epsilon)"]
        case .activation(.leakyReLU(let slope)):
            return ["slope \(slope)"]
        case .maxPool(let op):
            return op.window.options + (op.ceilMode ? ["ceil"] : [])
        case .averagePool(let op):
            return op.window.options + (op.ceilMode ? ["ceil"] : [])
                + (op.countsPadding || op.window.padding == .none ? [] : ["padding not counted"])
        case .adaptiveAveragePool(let size), .adaptiveMaxPool(let size):
            return size == 1 ? [] : ["to \(size)"]
        case .slice(let range):
            return ["channels \(range.lowerBound)..<\(range.upperBound)"]
        case .channelShuffle(let groups):
            return ["\(groups) groups"]
        case .localResponseNormalization(let op):
            return ["over \(op.size)", "α \(op.alpha)", "β \(op.beta)", "k \(op.k)"]
        case .dropout(let rate):
            return ["\(rate)"]
        case .resize(let interpolation):
            return ["\(interpolation)"]
        case .pad(let padding):
            let sign = padding.isCrop ? -1 : 1
            return [
                "top \(sign * padding.top)", "left \(sign * padding.left)", "bottom \(sign * padding.bottom)",
                "right \(sign * padding.right)",
            ]
        case .activation, .parametricReLU, .add, .multiply, .concatenate, .flatten, .softmax, .identity:
            return []
        }
    }
}

extension Window {
    fileprivate var options: [String] {
        ["\(kernel)"] + (stride == 1 ? [] : ["stride \(stride)"]) + (padding == .none ? [] : ["padding \(padding)"])
            + (dilation == 1 ? [] : ["dilation \(dilation)"])
    }
}

extension Padding: CustomStringConvertible {
    /// `1`, `1×2` (rows, columns), `same`, `same lower`, or the four sides from the top clockwise.
    public var description: String {
        switch self {
        case .same: "same"
        case .sameLower: "same lower"
        case .explicit(let top, let left, let bottom, let right) where top == bottom && left == right:
            top == left ? "\(top)" : "\(top)×\(left)"
        case .explicit(let top, let left, let bottom, let right): "\(top) \(right) \(bottom) \(left)"
        }
    }
}
