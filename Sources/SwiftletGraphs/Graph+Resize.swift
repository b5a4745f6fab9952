import SwiftletTensors

extension Graph {
    /// The same network for an input of another batch or map size, with every shape inferred anew.
    /// - Throws: ``GraphError`` where a layer cannot take it: a kernel no longer fits, or a linear layer that follows
    ///   `flatten` would need other weights.
    public func resized(to input: Shape) throws(GraphError) -> Graph {
        guard inputs.count == 1 else {
            throw GraphError(place: name, reason: "a network of \(inputs.count) inputs cannot be resized by one shape")
        }
        var result = self
        guard (try? checked(input.extents)) != nil, input.rank == shape(of: inputs[0]).rank else {
            throw GraphError(place: name, reason: "an input of \(input) is not possible")
        }
        result.shapes[inputs[0].index] = input
        for node in nodes {
            do throws(ShapeMismatch) {
                result.shapes[node.output.index] = try node.operation.outputShape(
                    node.inputs.map { result.shape(of: $0) })
            } catch {
                throw GraphError(place: place(of: node), reason: error.reason)
            }
        }
        try result.validate()
        return result
    }
}
