import OrderedCollections
import SwiftletFormats
import SwiftletGraphs
import SwiftletTensors

extension Translator {
    /// The graph at the wanted size, without nodes that nothing reads, and its weights.
    func finish(input: Shape) throws(ONNXError) -> Translation {
        let outputs = try outputs()
        let (graph, weights) = try pruned(outputs)
        var result = graph
        do throws(GraphError) {
            try result.validate()
            let declared = result.shape(of: result.inputs[0])
            if input != declared {
                if let fixedSizeNode, input.withBatch(declared.batch) != declared {
                    throw GraphError(
                        place: fixedSizeNode.place,
                        reason: "is read for an input of \(declared); for \(input) it may differ")
                }
                result = try result.resized(to: input)
            }
        } catch {
            throw ONNXError(file: file, place: error.place, reason: error.reason)
        }
        return Translation(graph: result, weights: weights, sharedTensors: sharedTensors(of: result))
    }

    /// The tensors that more than one layer reads.
    private func sharedTensors(of graph: Graph) -> [SharedTensor] {
        var uses: OrderedDictionary<String, (layers: OrderedSet<String>, keys: Set<String>)> = [:]
        for node in graph.nodes {
            for key in node.operation.parameters {
                guard let entry = parameters[key], !entry.origin.isEmpty else { continue }
                uses[entry.origin, default: ([], [])].layers.append(node.path.isEmpty ? key : node.path)
                if entry.isTrainable { uses[entry.origin]?.keys.insert(key) }
            }
        }
        return uses.compactMap { name, use in
            use.layers.count < 2
                ? nil : SharedTensor(name: name, layers: Array(use.layers), isCountedOnce: use.keys.count < 2)
        }
    }

    /// The outputs by name. The first is called `logits`, unless another output has that name.
    private func outputs() throws(ONNXError) -> OrderedDictionary<String, ValueID> {
        var result: OrderedDictionary<String, ValueID> = [:]
        let hasLogits = proto.output.contains { $0.name == "logits" }
        for (i, output) in proto.output.enumerated() {
            let name = i == 0 && !hasLogits ? "logits" : output.name
            guard case .view(let view)? = symbols[output.name] else {
                if case .failure(let error)? = symbols[output.name] { throw error }
                throw ONNXError(
                    file: file, place: "output \(quoted(output.name))", reason: "does not depend on the picture")
            }
            if let producer = producer(output.name) { node = producer }
            result[name] = try resolved(view)
        }
        if let logits = result.removeValue(forKey: "logits") {
            result.updateValue(logits, forKey: "logits", insertingAt: 0)
        }
        return result
    }

    /// A graph of the nodes that an output depends on.
    private func pruned(_ outputs: OrderedDictionary<String, ValueID>) throws(ONNXError) -> (Graph, Weights) {
        var isLive = [Bool](repeating: false, count: graph.values.count)
        for value in outputs.values { isLive[value.index] = true }
        for node in graph.nodes.reversed() where isLive[node.output.index] {
            for input in node.inputs { isLive[input.index] = true }
        }
        var result = Graph(name: graph.name)
        var weights = Weights()
        var values: [ValueID: ValueID] = [:]
        do throws(GraphError) {
            values[graph.inputs[0]] = try result.appendInput(graph.shape(of: graph.inputs[0]))
            for node in graph.nodes where isLive[node.output.index] {
                values[node.output] = try result.append(
                    node.operation, path: node.path, inputs: node.inputs.compactMap { values[$0] })
                for key in node.operation.parameters {
                    guard let entry = parameters[key] else { continue }
                    var tensor = entry.tensor
                    // A linear layer that became a pointwise convolution; see ``map(of:)``.
                    if case .convolution(let op) = node.operation, op.weight == key, tensor.shape.rank == 2 {
                        tensor = tensor.reshaped(Shape(tensor.shape.extents + [1, 1]))
                    }
                    if let known = weights[key], known.shape != tensor.shape {
                        throw GraphError(
                            place: result.place(of: node),
                            reason: "shares \(key) with a layer that needs it in another shape")
                    }
                    result.setParameter(key, Parameter(shape: tensor.shape, isTrainable: entry.isTrainable))
                    weights[key] = tensor
                }
            }
        } catch {
            throw ONNXError(file: file, place: error.place, reason: error.reason)
        }
        guard !result.nodes.isEmpty else { throw ONNXError(file: file, reason: "computes nothing from its input") }
        for (name, value) in outputs { if let value = values[value] { result.setOutput(name, value) } }
        return (result, weights)
    }
}
