import SwiftletTensors

extension Graph {
    /// Checks the rules that every reader of a graph relies on: a node writes each value once and before others read it,
    /// types follow from the operations, and every parameter has the shape that its operation needs.
    public func validate() throws(GraphError) {
        var known = Set(inputs)
        for node in nodes {
            let place = place(of: node)
            for input in node.inputs where !known.contains(input) {
                throw GraphError(place: place, reason: "reads a value that nothing has written yet")
            }
            guard values.indices.contains(node.output.index), known.insert(node.output).inserted else {
                throw GraphError(place: place, reason: "writes a value that is written already")
            }
            do throws(TypeMismatch) {
                try checkType(of: node)
                try checkParameters(of: node)
            } catch {
                throw GraphError(place: place, reason: error.reason)
            }
        }
        for (output, value) in outputs where !known.contains(value) {
            throw GraphError(place: name, reason: "output \(output) is never computed")
        }
    }

    private func checkType(of node: Node) throws(TypeMismatch) {
        let inferred = try node.operation.resultType(node.inputs.map { type(of: $0) })
        let declared = type(of: node.output)
        guard inferred != declared else { return }
        guard inferred.role != declared.role else { throw TypeMismatch("gives \(inferred), not \(declared)") }
        throw TypeMismatch("gives the \(inferred.role) \(inferred), not the \(declared.role) \(declared)")
    }

    private func checkParameters(of node: Node) throws(TypeMismatch) {
        let input = shape(of: node.inputs[0])
        for slot in node.operation.definition.parameters {
            guard let shape = Shape(exactly: slot.extents(input: input)) else {
                throw TypeMismatch("needs \(slot.key) of an impossible size")
            }
            guard let parameter = parameters[slot.key] else { throw TypeMismatch("has no parameter \(slot.key)") }
            guard parameter.shape != shape, !(slot.mayBeOneElement && parameter.shape == [1]) else { continue }
            var reason = "needs \(slot.key) of \(shape), not \(parameter.shape)"
            if case .linear = node.operation {
                reason += "; the picture has another size than the weights were made for"
            }
            throw TypeMismatch(reason)
        }
    }

    /// `mobilenet_v2, features.18.0 (convolution)`.
    public func place(of node: Node) -> String { place(of: node.operation, path: node.path) }

    func place(of operation: Operation, path: String) -> String {
        let node = path.isEmpty ? "(\(operation.name))" : "\(path) (\(operation.name))"
        return name.isEmpty ? node : "\(name), \(node)"
    }
}
