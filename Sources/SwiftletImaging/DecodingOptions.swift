/// The limits of decoding, and how exact it must be.
public struct DecodingOptions: Sendable {
    /// The highest possible ``maximumPixels``: a picture of that size takes 6 GiB. A larger value has no effect.
    public static let largestMaximumPixels = 1 << 31

    /// With ``fast(before:)``, a reduced JPEG is at least this many times as large as the size of the next resize.
    ///
    /// Measured on 100 ImageNet photographs reduced to just that size: the probability of the first class changes by 0.003 in the
    /// median, by more than 0.027 for one photograph in twenty, and by 0.13 at most. EfficientNet-Lite0 keeps the class of all
    /// 100, MobileNet V2 of 99.
    public static let fastFactor = 3

    /// A picture with more pixels is rejected before its memory is allocated. Photographs of 108 and 200 megapixels need more than
    /// the default.
    public var maximumPixels: Int

    /// If set, a JPEG may be decoded at 1/2, 1/4 or 1/8 of its size, as long as its short side keeps at least this many pixels.
    /// Other formats are always decoded at full size. By default JPEGs are too.
    public var minimumShortSide: Int?

    /// Whether damage after the pixels, or missing last rows of a PNG, is an error instead of one of the picture's
    /// ``Image/warnings``.
    public var strict: Bool

    public init(maximumPixels: Int = 100_000_000, minimumShortSide: Int? = nil, strict: Bool = false) {
        self.maximumPixels = maximumPixels
        self.minimumShortSide = minimumShortSide
        self.strict = strict
    }

    /// Options for a picture that is resized to `shortSide` next: a large JPEG is decoded at a reduced size of at least
    /// ``fastFactor`` times `shortSide`.
    public static func fast(before shortSide: Int) -> DecodingOptions {
        DecodingOptions(minimumShortSide: fastFactor * shortSide)
    }
}
