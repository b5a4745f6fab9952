/// Limits and liberties of decoding.
public struct DecodingOptions: Sendable {
    /// Pictures of more pixels are rejected before anything is allocated for them.
    public var maximumPixels = 100_000_000

    /// If set, a JPEG may be decoded at 1/2, 1/4 or 1/8 of its size as long as its short side keeps at least this many
    /// pixels. Other formats are always decoded whole.
    ///
    /// Three times the size that the picture is resized to next leaves no visible difference: of 4000×3000 pixels
    /// resized to 256, at most 2 of 255 in any channel and 0.16 on average, for half the time (34 ms instead of 70).
    /// Twice that size, at most 6 and 0.5 on average.
    public var minimumShortSide: Int?

    public init(maximumPixels: Int = 100_000_000, minimumShortSide: Int? = nil) {
        self.maximumPixels = maximumPixels
        self.minimumShortSide = minimumShortSide
    }
}
