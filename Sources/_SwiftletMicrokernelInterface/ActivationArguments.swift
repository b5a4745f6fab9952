/// An element-wise function over pixels and channels. Input and output may be the same memory.
public struct ActivationArguments {
    public enum Function: Sendable {
        /// `min(max(x, minimum), maximum)`
        case clamp
        case hardSigmoid, hardSwish, sigmoid, silu, gelu, tanh
        /// `x` if positive, else `slopes[c] · x`
        case parametricReLU
    }

    public var function: Function
    public var input: MapPointer
    public var inputStride: Int
    public var output: MapPointer
    public var outputStride: Int
    public var pixels: Int
    /// Any number. The input may be read up to the end of its last vector.
    public var channels: Int
    public var minimum: Float
    public var maximum: Float
    /// Zero-padded to whole vectors. Only `parametricReLU` reads them.
    public var slopes: UnsafePointer<Float>?

    public init(
        function: Function, input: MapPointer, inputStride: Int, output: MapPointer,
        outputStride: Int, pixels: Int, channels: Int, minimum: Float = -.infinity, maximum: Float = .infinity,
        slopes: UnsafePointer<Float>? = nil
    ) {
        self.function = function
        self.input = input
        self.inputStride = inputStride
        self.output = output
        self.outputStride = outputStride
        self.pixels = pixels
        self.channels = channels
        self.minimum = minimum
        self.maximum = maximum
        self.slopes = slopes
    }
}
