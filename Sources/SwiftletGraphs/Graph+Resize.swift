import SwiftletTensors

extension Graph {
    /// The same network for an input of another batch or map size. Every value's type is inferred anew, and the result is
    /// valid. For the input's own shape it is the graph as it is.
    /// - Throws: ``GraphError`` for a layer that cannot take its new input: a kernel no longer fits, or a linear layer
    ///   after `flatten` would need other weights.
    public func resized(to input: Shape) throws(GraphError) -> Graph {
        guard inputs.count == 1 else {
            throw GraphError(place: name, reason: "a network of \(inputs.count) inputs cannot be resized by one shape")
        }
        let type = type(of: inputs[0])
        guard input != type.shape else { return self }
        var result = self
        guard (try? checked(input.extents)) != nil, input.rank == type.shape.rank else {
            throw GraphError(place: name, reason: "an input of \(input) is not possible")
        }
        do throws(TypeMismatch) {
            result.values[inputs[0].index] = try type.with(shape: input)
        } catch {
            throw GraphError(place: name, reason: error.reason)
        }
        for node in nodes {
            do throws(TypeMismatch) {
                result.values[node.output.index] = try node.operation.resultType(
                    node.inputs.map { result.type(of: $0) })
            } catch {
                throw GraphError(place: place(of: node), reason: error.reason)
            }
        }
        try result.validate()
        return result
    }
}
