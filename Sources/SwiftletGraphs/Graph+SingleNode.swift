import SwiftletTensors

extension Graph {
    /// A network of one node of this one, over an input of the shape that the node reads; parameters keep their keys.
    ///
    /// Nil for a node whose inputs cannot be made from one: of two inputs, the other must be of the same shape, or one
    /// number a channel as a gate is.
    package func single(_ node: Node) -> Graph? {
        let shapes = node.inputs.map { shape(of: $0) }
        guard let first = shapes.first else { return nil }
        var graph = Graph(name: name)
        graph.inputs = [ValueID(0)]
        var inputs = [ValueID(0)]
        if first.rank == 2 {
            // A network begins with a map.
            graph.shapes = [Shape(first.extents + [1, 1]), first]
            inputs = [ValueID(1)]
            graph.nodes.append(Node(path: "", operation: .flatten, inputs: [ValueID(0)], output: ValueID(1)))
        } else {
            graph.shapes = [first]
        }
        for shape in shapes.dropFirst() {
            let operation: Operation
            if shape == first {
                operation = .activation(.tanh)
            } else if first.rank == 4, shape == [first.batch, first.channels, 1, 1] {
                operation = .adaptiveAveragePool(1)
            } else {
                return nil
            }
            let value = ValueID(graph.shapes.count)
            graph.shapes.append(shape)
            graph.nodes.append(Node(path: "", operation: operation, inputs: [inputs[0]], output: value))
            inputs.append(value)
        }
        let output = ValueID(graph.shapes.count)
        graph.shapes.append(shape(of: node.output))
        graph.nodes.append(Node(path: node.path, operation: node.operation, inputs: inputs, output: output))
        graph.outputs["output"] = output
        for key in node.operation.parameters { graph.parameters[key] = parameters[key] }
        return (try? graph.validate()) == nil ? nil : graph
    }
}
