import SwiftletTensors

/// AlexNet §3.3, over `size` neighbouring channels: `x / (k + α / size · Σ x²)^β`.
public struct LocalResponseNormalization: Hashable, Sendable {
    public var size: Int
    public var alpha: Double
    public var beta: Double
    public var k: Double

    public init(size: Int, alpha: Double, beta: Double, k: Double) {
        self.size = size
        self.alpha = alpha
        self.beta = beta
        self.k = k
    }
}

extension LocalResponseNormalization: OperationDefinition {
    package var name: String { "local response norm" }
    package var options: [String] { ["over \(size)", "α \(alpha)", "β \(beta)", "k \(k)"] }
    package var arity: Arity { .one }
    package var parameters: [ParameterSlot] { [] }
    package var elements: ElementRule { .computed }
    package var mapScale: MapScale { .same }
    package var isView: Bool { false }
    package var onnxOperators: [String] { ["LRN"] }

    package func outputShape(_ inputs: [Shape]) throws(TypeMismatch) -> Shape {
        let x = try inputs[0].asMap()
        guard (1...Limit.extent).contains(size) else { throw TypeMismatch("normalises over \(size) channels") }
        return x
    }

    package func macs(_ shapes: NodeShapes) -> Int { 0 }
}

extension Value {
    public func localResponseNormalization(size: Int, alpha: Double = 1e-4, beta: Double = 0.75, k: Double) -> Value {
        appending(.localResponseNormalization(LocalResponseNormalization(size: size, alpha: alpha, beta: beta, k: k)))
    }
}
