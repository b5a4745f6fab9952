extension Graph: CustomStringConvertible {
    /// `mobilenet_v2: 1 input, 153 nodes, 3504872 parameters, 300774272 MACs`; ``listing`` has the nodes.
    public var description: String {
        "\(name): \(inputs.count) \(inputs.count == 1 ? "input" : "inputs"), \(nodes.count) nodes, "
            + "\(parameterCount) parameters, \(macs) MACs"
    }

    /// ``description``, then a line for each node: the value that it writes and its type, the operation, the values that
    /// it reads, the module's path.
    ///
    ///     mobilenet_v2: 1 input, 153 nodes, 3504872 parameters, 300774272 MACs
    ///     %0  1×3×224×224  input
    ///     %1  1×32×112×112  convolution 3×3, stride 2×2, padding 1, no bias (%0)  features.0.0
    ///     …
    ///     logits = %153
    public var listing: String {
        var lines = [description]
        lines += inputs.map { "\($0)  \(type(of: $0))  input" }
        lines += nodes.map { node in
            let read = node.inputs.map(\.description).joined(separator: ", ")
            let line = "\(node.output)  \(type(of: node.output))  \(node.operation) (\(read))"
            return node.path.isEmpty ? line : line + "  " + node.path
        }
        lines += outputs.map { "\($0.key) = \($0.value)" }
        return lines.joined(separator: "\n")
    }
}

extension ValueID: CustomStringConvertible {
    public var description: String { "%\(index)" }
}
