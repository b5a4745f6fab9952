/// `c[row][column] = clamp(bias[column] + Σ a[row][k] · b[k][column] + residual[row][column])`.
///
/// The sum over k runs through segments of `depth` contiguous elements, one for each tap of a convolution kernel: segment s
/// of row r begins at `a + segmentOffsets[s] + r · aStride`. A pointwise convolution is one segment.
public struct MatrixProductArguments {
    public var a: MapPointer
    public var aStride: Int
    public var segmentOffsets: UnsafePointer<Int>
    public var segments: Int
    public var depth: Int

    /// Panels of `KernelSet.panelColumns` columns, zero-padded, each `[segments][depth / depthStep][panelColumns]
    /// [depthStep]`: the depth of a segment is rounded up to whole steps of `KernelSet.depthStep`.
    public var b: MapPointer
    /// Floats, zero-padded to whole panels.
    public var bias: UnsafePointer<Float>

    public var c: MapPointer
    public var cStride: Int

    public var residual: MapPointer?
    public var residualStride: Int
    /// Whether the residual is added before the clamp (ResNet) or after it (SqueezeNet with bypass).
    public var residualBeforeClamp: Bool

    public var minimum: Float
    public var maximum: Float

    /// 1 … `KernelSet.tileRows`.
    public var rows: Int
    /// Columns to store, from the first panel on; any number. What lies beyond is neither read nor written.
    public var columns: Int

    public init(
        a: MapPointer, aStride: Int, segmentOffsets: UnsafePointer<Int>, segments: Int, depth: Int,
        b: MapPointer, bias: UnsafePointer<Float>, c: MapPointer, cStride: Int,
        residual: MapPointer? = nil, residualStride: Int = 0, residualBeforeClamp: Bool = true,
        minimum: Float = -.infinity, maximum: Float = .infinity, rows: Int, columns: Int
    ) {
        self.a = a
        self.aStride = aStride
        self.segmentOffsets = segmentOffsets
        self.segments = segments
        self.depth = depth
        self.b = b
        self.bias = bias
        self.c = c
        self.cStride = cStride
        self.residual = residual
        self.residualStride = residualStride
        self.residualBeforeClamp = residualBeforeClamp
        self.minimum = minimum
        self.maximum = maximum
        self.rows = rows
        self.columns = columns
    }
}
