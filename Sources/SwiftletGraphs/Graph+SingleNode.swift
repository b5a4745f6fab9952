import SwiftletTensors

extension Graph {
    /// A network of one node of this network, over an input of the shape that the node reads; parameters keep their keys.
    ///
    /// Nil for a node whose inputs cannot be made from one: a further input must have the same shape as the first, or one
    /// number for each channel, as a gate has.
    package func single(_ node: Node) -> Graph? {
        let types = node.inputs.map { type(of: $0) }
        guard let first = types.first else { return nil }
        var graph = Graph(name: name)
        do {
            // A network begins with a map.
            let isRows = first.shape.rank == 2
            let input = isRows ? try first.with(shape: Shape(first.shape.extents + [1, 1])) : first
            var inputs = [try graph.appendInput(input.with(role: .input))]
            if isRows { inputs[0] = try graph.append(.flatten, path: "", inputs: inputs) }
            for type in types.dropFirst() {
                guard let maker = Self.operation(making: type.shape, from: first.shape) else { return nil }
                inputs.append(try graph.append(maker, path: "", inputs: [inputs[0]]))
            }
            let output = try graph.append(node.operation, path: node.path, inputs: inputs)
            graph.setOutput("output", output)
            for key in node.operation.parameters { graph.parameters[key] = parameters[key] }
            try graph.validate()
            return graph
        } catch {
            return nil
        }
    }

    private static func operation(making shape: Shape, from first: Shape) -> Operation? {
        if shape == first { return .activation(.tanh) }
        return first.rank == 4 && shape == [first.batch, first.channels, 1, 1] ? .adaptiveAveragePool(1) : nil
    }
}
