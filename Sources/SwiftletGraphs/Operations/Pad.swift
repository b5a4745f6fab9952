import SwiftletTensors

extension Operation {
    /// Zeros around the map; a negative amount removes rows or columns.
    package struct Pad: OperationDefinition {
        package let padding: ResolvedPadding

        package init(_ padding: ResolvedPadding) { self.padding = padding }

        package var name: String { padding.isCrop ? "crop" : "pad" }
        package var options: [String] {
            let sign = padding.isCrop ? -1 : 1
            return [
                "top \(sign * padding.top)", "left \(sign * padding.left)", "bottom \(sign * padding.bottom)",
                "right \(sign * padding.right)",
            ]
        }
        package var arity: Arity { .one }
        package var parameters: [ParameterSlot] { [] }
        package var elements: ElementRule { .kept }
        package var mapScale: MapScale { .same }
        package var isView: Bool { false }
        package var onnxOperators: [String] { ["Pad"] }

        package func outputShape(_ inputs: [Shape]) throws(TypeMismatch) -> Shape {
            let x = try inputs[0].asMap()
            let (top, left, bottom, right) = (padding.top, padding.left, padding.bottom, padding.right)
            for amount in [top, left, bottom, right] where !(-Limit.extent...Limit.extent).contains(amount) {
                throw TypeMismatch("a padding of \(amount)")
            }
            guard max(0, -top) + max(0, -bottom) < x.height, max(0, -left) + max(0, -right) < x.width else {
                throw TypeMismatch("nothing would be left of a \(x.height)×\(x.width) map; give a larger picture")
            }
            return try x.withSize(Size(x.height + padding.vertical, x.width + padding.horizontal))
        }

        package func macs(_ shapes: NodeShapes) -> Int { 0 }
    }
}

extension Value {
    public func pad(_ padding: ResolvedPadding) -> Value { appending(.pad(padding)) }
}
