import SwiftletFormats
import SwiftletGraphs
import SwiftletTensors

// The meanings of names.
extension Translator {
    /// The constant of that name. Nil for a value that is computed from the picture.
    func constant(_ name: String) throws(ONNXError) -> Constant? {
        switch symbols[name] {
        case .constant(let constant): return constant
        case .initializer(let i):
            let constant = Constant(name: name, tensor: try tensors.read(proto.initializer[i]))
            symbols[name] = .constant(constant)
            return constant
        case .failure(let error): throw error
        case .view: return nil
        case nil: throw error("needs \(quoted(name)), which has no value")
        }
    }

    /// The constant of an attribute's tensor.
    func constant(_ proto: Onnx_TensorProto, name: String) throws(ONNXError) -> Constant {
        Constant(name: name, tensor: try tensors.read(proto))
    }

    /// The constant at an input that must be constant. Nil if the input is left out.
    func constantInput(_ position: Int, _ what: String) throws(ONNXError) -> Constant? {
        guard let name = node.input(position) else { return nil }
        guard let constant = try constant(name) else {
            throw error("its \(what), \(quoted(name)), depends on the picture; it must be constant")
        }
        return constant
    }

    /// The integers at an input that must be constant. Nil if the input is left out.
    func integersInput(_ position: Int, _ what: String) throws(ONNXError) -> [Int]? {
        guard let constant = try constantInput(position, what) else { return nil }
        guard let integers = constant.integers else { throw error("its \(what) must be a short list of integers") }
        return integers
    }

    /// The integers at an input, or in the attribute that earlier opsets have instead.
    func integers(_ name: String, input position: Int) throws(ONNXError) -> [Int]? {
        if let numbers = try integersInput(position, name) { return numbers }
        return try node.integers(name)
    }

    func view(_ name: String) throws(ONNXError) -> View {
        switch symbols[name] {
        case .view(let view): return view
        case .failure(let error): throw error
        default: throw error("needs \(quoted(name)) to be computed from the picture; it is constant")
        }
    }

    func viewInput(_ position: Int) throws(ONNXError) -> View {
        guard let name = node.input(position) else { throw error("lacks its input \(position)") }
        return try view(name)
    }

    /// The value of the graph at an input.
    func valueInput(_ position: Int) throws(ONNXError) -> ValueID { try resolved(try viewInput(position)) }

    /// The value of the graph at an input that must be a map: `[batch, channels, height, width]`.
    func mapInput(_ position: Int) throws(ONNXError) -> ValueID {
        let view = try viewInput(position)
        let value = try resolved(view)
        guard graph.shape(of: value).rank == 4 else {
            throw error("needs [batch, channels, height, width], not \(Shape(view.extents))")
        }
        return value
    }

    /// The shape of a constant or a view in the file.
    func extents(_ name: String) throws(ONNXError) -> [Int] {
        if let constant = try constant(name) { return constant.extents }
        return try view(name).extents
    }

    /// The name that an identity or a cast repeats, or the name itself.
    func original(_ name: String) -> String { aliases[name] ?? name }

    /// Whether only the current node needs the value of a name.
    func isReadOnce(_ name: String) -> Bool { aliases[name] == nil && readers[name] == 1 }

    /// The node that writes the value of a name.
    func producer(_ name: String) -> ONNXNode? { producers[original(name)].map { nodes[$0] } }
}

// The outputs of a node.
extension Translator {
    func define(_ view: View, output: Int = 0) {
        guard output < node.proto.output.count, !node.proto.output[output].isEmpty else { return }
        symbols[node.proto.output[output]] = .view(view)
    }

    func define(_ value: ValueID, output: Int = 0) {
        define(View(base: value, shape: graph.shape(of: value).extents), output: output)
    }

    func define(_ constant: Constant) {
        guard let name = node.proto.output.first, !name.isEmpty else { return }
        var constant = constant
        // Instead of a long history, the constant gets a new name.
        if constant.history.utf8.count > 64 { (constant.name, constant.history) = (name, "") }
        symbols[name] = .constant(constant)
    }

    func define(integers: [Int], extents: [Int]) throws(ONNXError) {
        define(try made(computed(Constant(name: node.proto.output.first ?? "", integers: integers, extents: extents))))
    }

    func define(numbers: [Double], extents: [Int]) throws(ONNXError) {
        define(try made(computed(Constant(name: node.proto.output.first ?? "", numbers: numbers, extents: extents))))
    }

    /// The constant, marked if it depends on a map's size.
    private func computed(_ constant: Constant) -> Constant {
        var result = constant
        result.isOfSize = node.proto.input.contains { name in
            switch symbols[name] {
            case .constant(let operand): operand.isOfSize
            case .view: node.type == "Shape" || node.type == "Size"
            default: false
            }
        }
        return result
    }

    /// Counts a constant that the file does not hold: many nodes may ask for another form of one large tensor.
    func made(_ constant: Constant) throws(ONNXError) -> Constant {
        try admit(bytes: constant.tensor.byteCount)
        return constant
    }

    func admit(bytes: Int) throws(ONNXError) {
        madeBytes += bytes
        guard madeBytes <= madeByteLimit else {
            throw error(
                "with the nodes before it, makes more than \(madeByteLimit >> 20) MiB of constants from the file's")
        }
    }

    /// Makes the node's output another name for one of its inputs.
    func defineAlias(_ name: String) throws(ONNXError) {
        guard let output = node.proto.output.first, !output.isEmpty else { return }
        if case .failure(let error) = symbols[name] { throw error }
        symbols[output] = symbols[name]
        aliases[output] = original(name)
    }

    /// Adds a node to the graph.
    /// - Parameter path: By default the path of the file's node.
    func emit(_ operation: Operation, _ inputs: [ValueID], path: String? = nil) throws(ONNXError) -> ValueID {
        do throws(GraphError) {
            let value = try graph.append(operation, path: path ?? node.modulePath, inputs: inputs)
            let shape = graph.shape(of: value)
            if shape.rank == 4 { latestMaps[Size(shape.height, shape.width)] = value }
            return value
        } catch {
            throw self.error(error.reason)
        }
    }

    /// Notes that the current node's translation is valid for this size of the input only.
    func holdForThisSize() { fixedSizeNode = fixedSizeNode ?? node }

    func latestMap(of size: Size) -> ValueID? { latestMaps[size] }

    /// The node of the graph that writes a value. Nil for the input.
    func graphNode(_ value: ValueID) -> Node? { value.index == 0 ? nil : graph.nodes[value.index - 1] }
}
