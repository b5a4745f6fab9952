/// What a horizontal or vertical axis shows.
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

/// What the numbers of a chart count, as far as that shows in how they are written.
public enum Quantity: Hashable, Sendable {
    /// `4.65 M`
    case number
    /// `4.65 MB`
    case bytes
}
