/// What a convolution kernel does with its sums before it stores them: `store(activation(sum + bias), combined with another
/// map)`. The same value follows matrix products, depthwise convolutions and Winograd's output transform.
public struct EpilogueArguments {
    /// Floats, one for each output channel from the kernel's first on, zero-padded to whole vectors.
    public var bias: UnsafePointer<Float>

    /// Another map, at the place of the first result; nil if there is none. Depthwise kernels take none.
    public var other: MapPointer?
    public var combination: Combination

    public var minimum: Float
    public var maximum: Float
    /// Whether hard swish, x · clamp(x + 3, 0, 6) / 6, takes the place of the clamp where no other map is combined.
    public var hardSwish: Bool

    /// What becomes of the other map.
    public enum Combination: Sendable {
        /// Added before the clamp (ResNet).
        case addBeforeClamp
        /// Added after the clamp (SqueezeNet with bypass).
        case addAfterClamp
        /// Column j of the other map goes to column 2j of the result, column j of the product to 2j + 1: concatenation
        /// and channel shuffle of ShuffleNet V2. Only matrix products know it.
        case interleave
    }

    public init(
        bias: UnsafePointer<Float>, other: MapPointer? = nil, combination: Combination = .addBeforeClamp,
        minimum: Float = -.infinity, maximum: Float = .infinity, hardSwish: Bool = false
    ) {
        self.bias = bias
        self.other = other
        self.combination = combination
        self.minimum = minimum
        self.maximum = maximum
        self.hardSwish = hardSwish
    }
}
