import Graphs
import Tensors

/// A scale and a shift for each channel of `input`.
struct Affine {
    var input: ValueID
    var scale: [Float]
    var shift: [Float]
}

extension Translator {
    private static let suffixes = [".weight", ".bias", ".running_mean", ".running_var"]

    func batchNormalizationOperator() throws(ONNXError) {
        guard try node.integer("training_mode", default: 0) == 0 else { throw error("is in training mode") }
        guard try node.integer("spatial", default: 1) == 1 else { throw error("normalises every pixel by itself") }
        let (x, isRows) = try channelsInput(0)
        let channels = graph.shape(of: x).channels
        var vectors: [Constant] = []
        for (i, what) in ["scale", "bias", "mean", "variance"].enumerated() {
            guard let constant = try constantInput(i + 1, what) else { throw error("lacks its \(what)") }
            guard constant.tensor.scalarType.isFloatingPoint, constant.extents == [channels] else {
                throw error("has a \(what) of \(list(constant.extents)) for \(channels) channels")
            }
            vectors.append(constant)
        }
        let epsilon = try node.float("epsilon", default: 1e-5)
        // As float32 has it; 1e-5 is what it was.
        let rounded = Double("\(Float(epsilon))") ?? epsilon
        let prefix = normalizationPrefix(vectors)
        let result = try emit(
            .batchNormalization(BatchNormalization(epsilon: rounded, prefix: prefix)), [x], path: prefix)
        define(channels: result, isRows: isRows)
    }

    /// The prefix that the four names share in a state dict, or one of the layer's own, under which they are kept once more.
    private func normalizationPrefix(_ vectors: [Constant]) -> String {
        let weight = vectors[0].name
        if ONNXNode.isKey(weight), weight.hasSuffix(Self.suffixes[0]) {
            let prefix = String(weight.dropLast(Self.suffixes[0].count))
            let isStateDict = zip(vectors, Self.suffixes).allSatisfy { $0.name == prefix + $1 && $0.history.isEmpty }
            if isStateDict {
                let claimed = zip(vectors, Self.suffixes).enumerated().map { i, pair in
                    parameters.claim(prefix + pair.1, pair.0, isTrainable: i < 2)
                }
                if claimed.allSatisfy(\.self) { return prefix }
            }
        }
        let preferred =
            ONNXNode.isKey(weight) && weight.hasSuffix(Self.suffixes[0])
            ? String(weight.dropLast(Self.suffixes[0].count)) : node.layerPath
        return newNormalization(preferred, vectors, isTrainable: true)
    }

    private func newNormalization(_ preferred: String, _ vectors: [Constant], isTrainable: Bool) -> String {
        let prefix = parameters.uniquePrefix(preferred, Self.suffixes)
        for (i, vector) in vectors.enumerated() {
            _ = parameters.claim(prefix + Self.suffixes[i], vector, isTrainable: isTrainable && i < 2)
        }
        return prefix
    }

    /// A constant scale and shift of every channel: a batch norm that was never trained. One after another are one.
    func affine(_ x: ValueID, scale: [Float], shift: [Float]) throws(ONNXError) -> ValueID {
        var affine = Affine(input: x, scale: scale, shift: shift)
        if let before = affines[x] {
            affine.input = before.input
            for i in scale.indices {
                affine.scale[i] = before.scale[i] * scale[i]
                affine.shift[i] = before.shift[i] * scale[i] + shift[i]
            }
        }
        let count = scale.count
        let path = node.layerPath
        var vectors: [Constant] = []
        for elements in [
            affine.scale, affine.shift, .init(repeating: 0, count: count), .init(repeating: 1, count: count),
        ] {
            vectors.append(
                try made(
                    Constant(
                        name: "", tensor: Tensor(elements, shape: [count]),
                        history: "affine\(node.index).\(vectors.count)")))
        }
        let prefix = newNormalization(path, vectors, isTrainable: false)
        let result = try emit(
            .batchNormalization(BatchNormalization(epsilon: 0, prefix: prefix)), [affine.input], path: path)
        affines[result] = affine
        return result
    }

    func localResponseNormalizationOperator() throws(ONNXError) {
        guard let size = try node.integer("size") else { throw error("lacks its size") }
        let operation = LocalResponseNormalization(
            size: size, alpha: try decimal("alpha", default: 1e-4), beta: try decimal("beta", default: 0.75),
            k: try decimal("bias", default: 1))
        define(try emit(.localResponseNormalization(operation), [try mapInput(0)]))
    }

    /// A float32 attribute as the decimal number that was meant.
    func decimal(_ name: String, default value: Double) throws(ONNXError) -> Double {
        guard let number = try node.float(name) else { return value }
        return Double("\(Float(number))") ?? number
    }

    /// A map, or rows as a map of 1×1.
    func channelsInput(_ position: Int) throws(ONNXError) -> (ValueID, isRows: Bool) {
        let value = try valueInput(position)
        return graph.shape(of: value).rank == 2 ? (try map(of: value), true) : (value, false)
    }

    /// Defines the output as what ``channelsInput(_:)`` gave: rows where it was rows.
    func define(channels value: ValueID, isRows: Bool) {
        let shape = graph.shape(of: value).extents
        define(View(base: value, shape: isRows ? Array(shape.prefix(2)) : shape))
    }
}
