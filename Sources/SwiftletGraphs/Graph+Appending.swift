import SwiftletTensors

// How a graph grows, node by node: under the builder's layer methods, and for readers of files, who know each layer's paths
// and keys already.
extension Graph {
    /// A value from outside.
    package mutating func appendInput(_ shape: Shape) throws(GraphError) -> ValueID {
        guard (try? checked(shape.extents)) != nil else {
            throw GraphError(place: name, reason: "an input of \(shape) is not possible")
        }
        let id = newValue(shape)
        inputs.append(id)
        return id
    }

    /// A node whose output's shape follows from its inputs; its parameters are set by ``setParameter(_:_:)``.
    /// - Throws: ``GraphError`` if the operation cannot take the inputs; the graph is then as it was.
    package mutating func append(_ operation: Operation, path: String, inputs: [ValueID]) throws(GraphError) -> ValueID
    {
        let shape: Shape
        do throws(ShapeMismatch) {
            shape = try operation.outputShape(inputs.map { self.shape(of: $0) })
        } catch {
            throw GraphError(place: place(of: operation, path: path), reason: error.reason)
        }
        let output = newValue(shape)
        nodes.append(Node(path: path, operation: operation, inputs: inputs, output: output))
        return output
    }

    package mutating func setParameter(_ key: String, _ parameter: Parameter) { parameters[key] = parameter }

    package mutating func setOutput(_ name: String, _ value: ValueID) { outputs[name] = value }

    mutating func newValue(_ shape: Shape) -> ValueID {
        shapes.append(shape)
        return ValueID(shapes.count - 1)
    }
}
