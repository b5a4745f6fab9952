/// `output[p][c] = clamp(a[p][c] ∘ b[p][c])` over pixels and channels; ∘ is addition or multiplication. A stride of 0 repeats
/// one pixel, for the scale of squeeze-and-excite.
public struct ElementwiseArguments {
    public enum Function: Sendable {
        case add, multiply
        /// `a[p][c] · b[p]` without a clamp: scales each row ("pixel") of packed weights by one factor. If the elements of
        /// `KernelSet.depthStep` rows alternate in a row, so do their factors. Factors missing at the end are 0.
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
    /// Any number. The inputs may be read up to the end of their last vector.
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
