/// One output pixel of a pooling layer: the maximum, or the sum times `scale`, of `rows` × `columns` input pixels.
public struct PoolArguments {
    public var input: MapPointer
    public var rowStride: Int
    public var columnStride: Int
    public var rows: Int
    public var columns: Int
    public var output: MapPointer
    /// Any number; the input may be read to the end of its last vector.
    public var channels: Int
    /// 0 asks for the maximum.
    public var scale: Float

    public init(
        input: MapPointer, rowStride: Int, columnStride: Int, rows: Int, columns: Int,
        output: MapPointer, channels: Int, scale: Float
    ) {
        self.input = input
        self.rowStride = rowStride
        self.columnStride = columnStride
        self.rows = rows
        self.columns = columns
        self.output = output
        self.channels = channels
        self.scale = scale
    }
}
