import SwiftletGraphs
import SwiftletTensors

/// A scale and a shift for each channel of `input`.
struct Affine {
    var input: ValueID
    var scale: [Float]
    var shift: [Float]
}

extension Translator {
    private static let suffixes = [".weight", ".bias", ".running_mean", ".running_var"]

    func batchNormalizationOperator() throws(ONNXError) {
        try checkInference()
        guard try node.integer("spatial", default: 1) == 1 else { throw error("normalises every pixel separately") }
        let (x, features) = try channelsInput(0)
        let channels = graph.shape(of: x).channels
        var vectors: [Constant] = []
        for (i, what) in ["scale", "bias", "mean", "variance"].enumerated() {
            guard let constant = try constantInput(i + 1, what) else { throw error("lacks its \(what)") }
            guard constant.tensor.scalarType.isFloatingPoint, constant.extents == [channels] else {
                throw error("has a \(what) of \(list(constant.extents)) for \(channels) channels")
            }
            vectors.append(try ordered(constant, as: features))
        }
        let epsilon = try node.float("epsilon", default: 1e-5)
        // The shortest decimal of the float32: 1e-5 again.
        let rounded = Double("\(Float(epsilon))") ?? epsilon
        let prefix = normalizationPrefix(vectors)
        let result = try emit(
            .batchNormalization(BatchNormalization(epsilon: rounded, prefix: prefix)), [x], path: prefix)
        define(rows: result, features)
    }

    /// In training, a batch norm normalises by the batch's own statistics. Up to opset 6, an attribute tells that it is not in
    /// training. Up to opset 13, five outputs tell that it is.
    private func checkInference() throws(ONNXError) {
        if opset >= 14, try node.integer("training_mode", default: 0) != 0 { throw error("is in training mode") }
        if opset < 7, try node.integer("is_test", default: 0) == 0 {
            throw error("is in training mode: its is_test is 0")
        }
        let outputs = node.proto.output.count { !$0.isEmpty }
        guard outputs <= 1 else { throw error("is in training mode: it has \(outputs) outputs") }
    }

    /// The prefix that the four names share in a state dict. Other names, and another layer with the same tensors, get a prefix made
    /// from the layer's path.
    private func normalizationPrefix(_ vectors: [Constant]) -> String {
        let (weight, module) = (vectors[0].name, node.module)
        var preferred = node.layerPath
        if ONNXNode.isKey(weight), weight.hasSuffix(Self.suffixes[0]) {
            let prefix = String(weight.dropLast(Self.suffixes[0].count))
            if let known = normalizations[prefix] {
                let isStateDict = zip(vectors, Self.suffixes).allSatisfy {
                    $0.name == prefix + $1 && $0.history.isEmpty
                }
                if isStateDict, ParameterTable.isSame(known, module) { return prefix }
            } else if Self.suffixes.allSatisfy({ parameters[prefix + $0] == nil }) {
                normalizations[prefix] = module
                preferred = prefix
            }
        }
        return newNormalization(preferred, vectors, isTrainable: true)
    }

    private func newNormalization(_ preferred: String, _ vectors: [Constant], isTrainable: Bool) -> String {
        let prefix = parameters.uniquePrefix(preferred, Self.suffixes)
        for (i, vector) in vectors.enumerated() {
            parameters.set(prefix + Self.suffixes[i], vector, path: prefix, isTrainable: isTrainable && i < 2)
        }
        return prefix
    }

    /// A constant scale and shift of every channel: a batch norm that was never trained. Successive ones become one.
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

    /// A float32 attribute as the shortest decimal number.
    func decimal(_ name: String, default value: Double) throws(ONNXError) -> Double {
        guard let number = try node.float(name) else { return value }
        return Double("\(Float(number))") ?? number
    }

    /// A map or rows, and the order of the rows' features.
    func channelsInput(_ position: Int) throws(ONNXError) -> (ValueID, FeatureOrder?) {
        let view = try viewInput(position)
        return view.features == nil ? (try resolved(view), nil) : (view.base, view.features)
    }

    /// Defines the output as a value with the features' order that ``channelsInput(_:)`` gave.
    func define(rows value: ValueID, _ features: FeatureOrder?) {
        define(View(base: value, shape: graph.shape(of: value).extents, features: features))
    }
}
