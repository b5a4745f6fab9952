/// `output[p][c] = clamp(a[p][c] ∘ b[p][c])` over pixels and channels, ∘ being addition or multiplication. A stride of 0
/// repeats one pixel, as the scale of squeeze-and-excite does.
public struct ElementwiseArguments {
    public enum Function: Sendable {
        case add, multiply
        /// `a[p][c] · b[p]` without a clamp: packed weights, whose rows ("pixels") are scaled by one factor each. Where a
        /// row holds `KernelSet.depthStep` rows' elements by turns, so do the factors; those missing from the last are 0.
        case scale
    }

    public var function: Function
    public var a: MapPointer
    public var aStride: Int
    public var b: MapPointer
    public var bStride: Int
    public var output: MapPointer
    public var outputStride: Int
    public var pixels: Int
    /// Any number; the inputs may be read to the end of their last vector.
    public var channels: Int
    public var minimum: Float
    public var maximum: Float

    public init(
        function: Function, a: MapPointer, aStride: Int, b: MapPointer, bStride: Int,
        output: MapPointer, outputStride: Int, pixels: Int, channels: Int,
        minimum: Float = -.infinity, maximum: Float = .infinity
    ) {
        self.function = function
        self.a = a
        self.aStride = aStride
        self.b = b
        self.bStride = bStride
        self.output = output
        self.outputStride = outputStride
        self.pixels = pixels
        self.channels = channels
        self.minimum = minimum
        self.maximum = maximum
    }
}
