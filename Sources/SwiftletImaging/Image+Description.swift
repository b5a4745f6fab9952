extension Image: CustomStringConvertible {
    /// The size, without the pixels: `640×480 pixels`.
    public var description: String { "\(width)×\(height) pixels" }
}
