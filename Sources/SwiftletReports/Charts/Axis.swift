/// A horizontal or vertical axis.
public struct Axis: Hashable, Sendable {
    /// With the unit: `MACs`, `latency, ms`.
    public var label: String
    public var scale: ScaleKind
    public var quantity: Quantity

    public init(_ label: String, _ scale: ScaleKind = .linear, _ quantity: Quantity = .number) {
        self.label = label
        self.scale = scale
        self.quantity = quantity
    }
}

/// The kind of number that a chart shows. It decides the number format.
public enum Quantity: Hashable, Sendable {
    /// `4.65 M`
    case number
    /// `4.65 MB`
    case bytes
}
