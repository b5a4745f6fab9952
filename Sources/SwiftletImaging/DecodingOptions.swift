/// Limits and liberties of decoding.
public struct DecodingOptions: Sendable {
    /// The largest ``maximumPixels`` that counts: such a picture takes 6 GiB.
    public static let largestMaximumPixels = 1 << 31

    /// How many times the size of the next resize a reduced JPEG still has, at least, under ``fast(before:)``.
    ///
    /// Measured on 100 ImageNet photographs of just that size, the median probability of the first class changes by 0.003,
    /// one in twenty by more than 0.027, the most by 0.13; EfficientNet-Lite0 keeps the class of all of them, MobileNet V2
    /// of 99.
    public static let fastFactor = 3

    /// Pictures of more pixels are rejected before anything is allocated for them. Cameras of 108 and 200 megapixels
    /// need more than the default.
    public var maximumPixels: Int

    /// If set, a JPEG may be decoded at 1/2, 1/4 or 1/8 of its size as long as its short side keeps at least this many
    /// pixels. Other formats are always decoded whole. By default every pixel counts.
    public var minimumShortSide: Int?

    /// Whether damage that leaves the pixels whole, or a PNG's last rows missing, is an error rather than one of the
    /// picture's ``Image/warnings``.
    public var strict: Bool

    public init(maximumPixels: Int = 100_000_000, minimumShortSide: Int? = nil, strict: Bool = false) {
        self.maximumPixels = maximumPixels
        self.minimumShortSide = minimumShortSide
        self.strict = strict
    }

    /// Decodes large JPEGs reduced where the picture is resized to `shortSide` next: at ``fastFactor`` times that size or
    /// more.
    public static func fast(before shortSide: Int) -> DecodingOptions {
        DecodingOptions(minimumShortSide: fastFactor * shortSide)
    }
}
