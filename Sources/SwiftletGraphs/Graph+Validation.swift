import SwiftletTensors

extension Graph {
    /// Checks what every reader of a graph relies on: values are written once and before they are read, shapes follow
    /// from the operations, and every parameter has the shape that its operation needs.
    public func validate() throws(GraphError) {
        var known = Set(inputs)
        for node in nodes {
            let place = place(of: node)
            for input in node.inputs where !known.contains(input) {
                throw GraphError(place: place, reason: "reads a value that nothing has written yet")
            }
            guard shapes.indices.contains(node.output.index), known.insert(node.output).inserted else {
                throw GraphError(place: place, reason: "writes a value that is written already")
            }
            do throws(ShapeMismatch) {
                let inferred = try node.operation.outputShape(node.inputs.map { shape(of: $0) })
                guard inferred == shape(of: node.output) else {
                    throw ShapeMismatch("gives \(inferred), not \(shape(of: node.output))")
                }
            } catch {
                throw GraphError(place: place, reason: error.reason)
            }
            for (key, extents) in parameterShapes(of: node) {
                guard let shape = Shape(exactly: extents) else {
                    throw GraphError(place: place, reason: "needs \(key) of an impossible size")
                }
                guard let parameter = parameters[key] else {
                    throw GraphError(place: place, reason: "has no parameter \(key)")
                }
                guard parameter.shape == shape else {
                    throw GraphError(
                        place: place,
                        reason: "needs \(key) of \(shape), not \(parameter.shape)"
                            + (node.operation.isLinear
                                ? "; the picture has another size than the weights were made for" : ""))
                }
            }
        }
        for (output, value) in outputs where !known.contains(value) {
            throw GraphError(place: name, reason: "output \(output) is never computed")
        }
    }

    /// `mobilenet_v2, features.18.0 (convolution)`.
    public func place(of node: Node) -> String { place(of: node.operation, path: node.path) }

    func place(of operation: Operation, path: String) -> String {
        let node = path.isEmpty ? "(\(operation.name))" : "\(path) (\(operation.name))"
        return name.isEmpty ? node : "\(name), \(node)"
    }

    /// The shapes that a node's parameters must have, given its inputs.
    private func parameterShapes(of node: Node) -> [(String, [Int])] {
        let input = shape(of: node.inputs[0])
        switch node.operation {
        case .convolution(let op):
            let kernel = op.window.kernel
            return [(op.weight, [op.outputs, input.channels / op.groups, kernel.height, kernel.width])]
                + (op.bias.map { [($0, [op.outputs])] } ?? [])
        case .transposedConvolution(let op):
            let kernel = op.window.kernel
            return [(op.weight, [input.channels, op.outputs / op.groups, kernel.height, kernel.width])]
                + (op.bias.map { [($0, [op.outputs])] } ?? [])
        case .linear(let op):
            return [(op.weight, [op.outputs, input[1]])] + (op.bias.map { [($0, [op.outputs])] } ?? [])
        case .batchNormalization:
            return node.operation.parameters.map { ($0, [input.channels]) }
        case .parametricReLU(let weight):
            return parameters[weight]?.shape == [1] ? [(weight, [1])] : [(weight, [input.channels])]
        default:
            return []
        }
    }
}

extension Operation {
    fileprivate var isLinear: Bool {
        if case .linear = self { true } else { false }
    }
}
