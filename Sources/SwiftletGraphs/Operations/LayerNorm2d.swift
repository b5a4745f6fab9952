import SwiftletTensors

/// ConvNeXt's layer norm, over the channels of each pixel: `(x − mean) / √(variance + ε) · weight + bias`.
///
/// The variance is the mean of the squared differences. PyTorch computes the same with
/// `F.layer_norm(x.permute(0, 2, 3, 1), …).permute(0, 3, 1, 2)`.
public struct LayerNorm2d: Hashable, Sendable {
    public var epsilon: Double
    /// The key of `[channels]`.
    public var weight: String
    /// The key of `[channels]`.
    public var bias: String

    public init(epsilon: Double = 1e-6, weight: String, bias: String) {
        self.epsilon = epsilon
        self.weight = weight
        self.bias = bias
    }
}

extension LayerNorm2d: OperationDefinition {
    package var name: String { "layer norm" }
    package var options: [String] { ["ε \(epsilon)"] }
    package var arity: Arity { .one }
    package var parameters: [ParameterSlot] { [.perChannel(.weight, weight), .perChannel(.bias, bias)] }
    package var elements: ElementRule { .computed }
    package var mapScale: MapScale { .same }
    package var isView: Bool { false }
    package var onnxOperators: [String] { ["Transpose", "LayerNormalization", "Transpose"] }

    package func outputShape(_ inputs: [Shape]) throws(TypeMismatch) -> Shape { try inputs[0].asMap() }
    package func macs(_ shapes: NodeShapes) -> Int { 0 }
}

extension Value {
    /// A layer norm over the channels of each pixel, with `name.weight` and `name.bias`.
    public func layerNorm2d(_ name: String, epsilon: Double = 1e-6) -> Value {
        let path = builder.path(name)
        let norm = LayerNorm2d(epsilon: epsilon, weight: path + ".weight", bias: path + ".bias")
        return appending(.layerNorm2d(norm), name: name)
    }
}
