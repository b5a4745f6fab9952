/// A run of output pixels in one row of a depthwise convolution, which convolves every channel separately.
///
/// Output pixel p, channel c: `epilogue(Σ input[p · pixelStride + r · rowStride + k · columnStride + c] ·
/// weights[r · weightRowStride + k · weightColumnStride + c])` over the `rows` × `columns` taps that lie on the map.
public struct DepthwiseArguments {
    /// The first tap of the first pixel.
    public var input: MapPointer
    public var rowStride: Int
    public var columnStride: Int
    public var pixelStride: Int
    public var rows: Int
    public var columns: Int

    /// At the first tap that lies on the map.
    public var weights: UnsafePointer<Float>
    public var weightRowStride: Int
    public var weightColumnStride: Int
    /// The same weights for kernels that take two rows at once, if there are any and the window lies whole on the map. Blocks
    /// of 32 channels, each `[rows / 2][columns][even channels, odd channels][16][2 rows]`, zero-padded.
    public var rowPairs: MapPointer?

    public var output: MapPointer
    public var outputStride: Int
    public var pixels: Int
    /// Any number. Nothing beyond is written. Weights and bias are zero-padded to whole vectors, and the input may be read up
    /// to the end of its last vector.
    public var channels: Int

    public var epilogue: EpilogueArguments

    public init(
        input: MapPointer, rowStride: Int, columnStride: Int, pixelStride: Int, rows: Int, columns: Int,
        weights: UnsafePointer<Float>, weightRowStride: Int, weightColumnStride: Int, rowPairs: MapPointer? = nil,
        output: MapPointer, outputStride: Int, pixels: Int, channels: Int, epilogue: EpilogueArguments
    ) {
        self.input = input
        self.rowStride = rowStride
        self.columnStride = columnStride
        self.pixelStride = pixelStride
        self.rows = rows
        self.columns = columns
        self.weights = weights
        self.weightRowStride = weightRowStride
        self.weightColumnStride = weightColumnStride
        self.rowPairs = rowPairs
        self.output = output
        self.outputStride = outputStride
        self.pixels = pixels
        self.channels = channels
        self.epilogue = epilogue
    }
}
