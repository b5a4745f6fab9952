import SwiftletTensors

extension Operation {
    /// Means or maxima over cells that divide the map into `size` parts.
    package struct AdaptivePool: OperationDefinition {
        package enum Kind: String, Sendable {
            case average, max
        }

        package let kind: Kind
        package let size: Size

        package init(_ kind: Kind, _ size: Size) {
            self.kind = kind
            self.size = size
        }

        /// Whether one cell covers the whole map.
        package var isGlobal: Bool { size == 1 }

        package var name: String { "\(isGlobal ? "global" : "adaptive") \(kind) pool" }
        package var options: [String] { isGlobal ? [] : ["to \(size)"] }
        package var arity: Arity { .one }
        package var parameters: [ParameterSlot] { [] }
        package var elements: ElementRule {
            switch kind {
            case .average: .computed
            case .max: .kept
            }
        }
        package var mapScale: MapScale { .replaced }
        package var isView: Bool { false }
        /// ONNX has no cells of different sizes: an adaptive pool is a pool only where `size` divides the map.
        package var onnxOperators: [String] {
            switch kind {
            case .average: [isGlobal ? "GlobalAveragePool" : "AveragePool"]
            case .max: [isGlobal ? "GlobalMaxPool" : "MaxPool"]
            }
        }

        package func outputShape(_ inputs: [Shape]) throws(TypeMismatch) -> Shape {
            try inputs[0].asMap().withSize(size)
        }

        package func macs(_ shapes: NodeShapes) -> Int { 0 }
    }
}

extension Value {
    public func adaptiveAveragePool(_ size: Size) -> Value { appending(.adaptiveAveragePool(size)) }

    /// The mean of every channel, `[batch, channels, 1, 1]`.
    public func globalAveragePool() -> Value { adaptiveAveragePool(1) }

    public func adaptiveMaxPool(_ size: Size) -> Value { appending(.adaptiveMaxPool(size)) }

    /// The maximum of every channel, `[batch, channels, 1, 1]`.
    public func globalMaxPool() -> Value { adaptiveMaxPool(1) }
}
