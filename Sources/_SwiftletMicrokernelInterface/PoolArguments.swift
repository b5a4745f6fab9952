/// A run of output pixels in one row of a pooling layer. Each is the maximum of `rows` × `columns` input pixels, or their sum
/// times `scale`.
public struct PoolArguments {
    public var input: MapPointer
    public var rowStride: Int
    public var columnStride: Int
    /// From one output pixel's window to the next.
    public var pixelStride: Int
    public var rows: Int
    public var columns: Int
    public var output: MapPointer
    public var outputStride: Int
    public var pixels: Int
    /// Any number. The input may be read up to the end of its last vector.
    public var channels: Int
    /// 0 means the maximum.
    public var scale: Float

    public init(
        input: MapPointer, rowStride: Int, columnStride: Int, pixelStride: Int, rows: Int, columns: Int,
        output: MapPointer, outputStride: Int, pixels: Int, channels: Int, scale: Float
    ) {
        self.input = input
        self.rowStride = rowStride
        self.columnStride = columnStride
        self.pixelStride = pixelStride
        self.rows = rows
        self.columns = columns
        self.output = output
        self.outputStride = outputStride
        self.pixels = pixels
        self.channels = channels
        self.scale = scale
    }
}
