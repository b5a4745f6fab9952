import SwiftletTensors

// How a graph grows node by node: under the builder's layer methods, and under readers of files, which bring each layer's
// path and keys.
extension Graph {
    /// A float32 value from outside.
    package mutating func appendInput(_ shape: Shape) throws(GraphError) -> ValueID {
        try appendInput(ValueType(shape, role: .input))
    }

    /// A value from outside.
    package mutating func appendInput(_ type: ValueType) throws(GraphError) -> ValueID {
        guard (try? checked(type.shape.extents)) != nil else {
            throw GraphError(place: name, reason: "an input of \(type.shape) is not possible")
        }
        let id = newValue(type)
        inputs.append(id)
        return id
    }

    /// A node whose result's type follows from its inputs; ``setParameter(_:_:)`` adds its parameters.
    /// - Throws: ``GraphError`` if the operation cannot take the inputs. The graph is then as it was.
    package mutating func append(_ operation: Operation, path: String, inputs: [ValueID]) throws(GraphError) -> ValueID
    {
        let type: ValueType
        do throws(TypeMismatch) {
            type = try operation.resultType(inputs.map { self.type(of: $0) })
        } catch {
            throw GraphError(place: place(of: operation, path: path), reason: error.reason)
        }
        let output = newValue(type)
        nodes.append(Node(path: path, operation: operation, inputs: inputs, output: output))
        return output
    }

    package mutating func setParameter(_ key: String, _ parameter: Parameter) { parameters[key] = parameter }

    package mutating func setOutput(_ name: String, _ value: ValueID) { outputs[name] = value }

    mutating func newValue(_ type: ValueType) -> ValueID {
        values.append(type)
        return ValueID(values.count - 1)
    }
}
