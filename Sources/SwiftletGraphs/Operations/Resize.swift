import SwiftletTensors

public enum Interpolation: Hashable, Sendable {
    /// Pixel `⌊i · input / output⌋`.
    case nearest
    /// Pixel centres aligned (PyTorch's `align_corners=False`).
    case bilinear
}

extension Operation {
    /// Scales the map of the first value to the size of the second's.
    package struct Resize: OperationDefinition {
        package let interpolation: Interpolation

        package init(_ interpolation: Interpolation) { self.interpolation = interpolation }

        package var name: String { "resize" }
        package var options: [String] { ["\(interpolation)"] }
        package var arity: Arity { .oneAndSize }
        package var parameters: [ParameterSlot] { [] }
        package var elements: ElementRule {
            switch interpolation {
            case .nearest: .kept
            case .bilinear: .computed
            }
        }
        package var mapScale: MapScale { .likeSecondInput }
        package var isView: Bool { false }
        package var onnxOperators: [String] { ["Resize"] }

        package func outputShape(_ inputs: [Shape]) throws(TypeMismatch) -> Shape {
            let x = try inputs[0].asMap()
            let like = try inputs[1].asMap()
            return try x.withSize(Size(like.height, like.width))
        }

        package func macs(_ shapes: NodeShapes) -> Int { 0 }
    }
}

extension Value {
    /// The map scaled to the size of `other`'s.
    public func resize(like other: Value, _ interpolation: Interpolation = .nearest) -> Value {
        appending(.resize(interpolation), with: [other])
    }
}
