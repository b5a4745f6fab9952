/// Limits and liberties of decoding.
public struct DecodingOptions: Sendable {
    /// Pictures of more pixels are rejected before anything is allocated for them.
    public var maximumPixels = 100_000_000

    /// If set, a JPEG may be decoded at 1/2, 1/4 or 1/8 of its size as long as its short side keeps at least this many
    /// pixels, which is several times faster. Twice the size that the picture is resized to next leaves no visible
    /// difference. Other formats are always decoded whole.
    public var minimumShortSide: Int?

    public init(maximumPixels: Int = 100_000_000, minimumShortSide: Int? = nil) {
        self.maximumPixels = maximumPixels
        self.minimumShortSide = minimumShortSide
    }
}
