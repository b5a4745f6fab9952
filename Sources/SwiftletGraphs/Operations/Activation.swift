import SwiftletTensors

/// An element-wise function without parameters.
public enum Activation: Hashable, Sendable {
    case relu
    /// `min(max(x, 0), 6)`
    case relu6
    /// `min(max(x + 3, 0), 6) / 6`
    case hardSigmoid
    /// `x · hardSigmoid(x)` (MobileNetV3 §5.2)
    case hardSwish
    case sigmoid
    /// `x · sigmoid(x)`, also called swish
    case silu
    /// `x · Φ(x)` with the error function
    case gelu
    case tanh
    /// `x` where positive, `slope · x` elsewhere
    case leakyReLU(slope: Double)

    public var name: String {
        switch self {
        case .relu: "ReLU"
        case .relu6: "ReLU6"
        case .hardSigmoid: "hard sigmoid"
        case .hardSwish: "hard swish"
        case .sigmoid: "sigmoid"
        case .silu: "SiLU"
        case .gelu: "GELU"
        case .tanh: "tanh"
        case .leakyReLU: "leaky ReLU"
        }
    }
}

extension Activation: OperationDefinition {
    package var options: [String] {
        if case .leakyReLU(let slope) = self { ["slope \(slope)"] } else { [] }
    }
    package var arity: Arity { .one }
    package var parameters: [ParameterSlot] { [] }
    package var elements: ElementRule { .computed }
    package var mapScale: MapScale { .same }
    package var isView: Bool { false }
    package var onnxOperators: [String] {
        switch self {
        case .relu: ["Relu"]
        case .relu6: ["Clip"]
        case .hardSigmoid: ["HardSigmoid"]
        case .hardSwish: ["HardSwish"]
        case .sigmoid: ["Sigmoid"]
        // Swish is an operator of its own only since opset 24.
        case .silu: ["Sigmoid", "Mul"]
        case .gelu: ["Gelu"]
        case .tanh: ["Tanh"]
        case .leakyReLU: ["LeakyRelu"]
        }
    }

    package func outputShape(_ inputs: [Shape]) throws(TypeMismatch) -> Shape { inputs[0] }
    package func macs(_ shapes: NodeShapes) -> Int { 0 }
}

extension Value {
    public func activation(_ activation: Activation) -> Value { appending(.activation(activation)) }
    public func relu() -> Value { activation(.relu) }
    public func relu6() -> Value { activation(.relu6) }
    public func hardSwish() -> Value { activation(.hardSwish) }
    public func hardSigmoid() -> Value { activation(.hardSigmoid) }
    public func sigmoid() -> Value { activation(.sigmoid) }
    public func silu() -> Value { activation(.silu) }
}
