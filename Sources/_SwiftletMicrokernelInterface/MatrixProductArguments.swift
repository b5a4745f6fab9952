/// `c[row][column] = epilogue(Σ a[row][k] · b[k][column])`.
///
/// The sum over k runs through segments of `depth` contiguous elements, one for each tap of a convolution kernel: segment s
/// of row r begins at `a + segmentOffsets[s] + r · aStride`. A pointwise convolution has one segment.
public struct MatrixProductArguments {
    public var a: MapPointer
    public var aStride: Int
    public var segmentOffsets: UnsafePointer<Int>
    public var segments: Int
    public var depth: Int

    /// Panels of `KernelSet.panelColumns` columns, zero-padded, each `[segments][depth / depthStep][panelColumns]
    /// [depthStep]`. The depth of a segment is rounded up to whole steps of `KernelSet.depthStep`.
    public var b: MapPointer

    public var c: MapPointer
    public var cStride: Int

    /// Its bias is padded to whole panels.
    public var epilogue: EpilogueArguments
    /// From row to row of the epilogue's other map.
    public var otherStride: Int

    /// 1 … `KernelSet.tileRows`.
    public var rows: Int
    /// The number of columns to compute, from the first panel on. Columns beyond are neither read nor written.
    public var columns: Int

    public init(
        a: MapPointer, aStride: Int, segmentOffsets: UnsafePointer<Int>, segments: Int, depth: Int,
        b: MapPointer, c: MapPointer, cStride: Int, epilogue: EpilogueArguments, otherStride: Int = 0, rows: Int,
        columns: Int
    ) {
        self.a = a
        self.aStride = aStride
        self.segmentOffsets = segmentOffsets
        self.segments = segments
        self.depth = depth
        self.b = b
        self.c = c
        self.cStride = cStride
        self.epilogue = epilogue
        self.otherStride = otherStride
        self.rows = rows
        self.columns = columns
    }
}
