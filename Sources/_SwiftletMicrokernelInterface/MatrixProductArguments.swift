/// `c[row][column] = clamp(bias[column] + Σ a[row][k] · b[k][column])`, optionally combined with another map.
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
    /// Floats, zero-padded to whole panels.
    public var bias: UnsafePointer<Float>

    public var c: MapPointer
    public var cStride: Int

    public var other: MapPointer?
    public var otherStride: Int
    public var combination: Combination

    /// How the other map is combined with the product.
    public enum Combination: Sendable {
        /// Added before the clamp (ResNet).
        case addBeforeClamp
        /// Added after the clamp (SqueezeNet with bypass).
        case addAfterClamp
        /// Column j of the other map goes to column 2j of the result, column j of the product to 2j + 1: concatenation
        /// and channel shuffle of ShuffleNet V2.
        case interleave
    }

    public var minimum: Float
    public var maximum: Float
    /// Whether hard swish, x · clamp(x + 3, 0, 6) / 6, replaces the clamp. Only without another map.
    public var hardSwish: Bool

    /// 1 … `KernelSet.tileRows`.
    public var rows: Int
    /// The number of columns to compute, from the first panel on. Columns beyond are neither read nor written.
    public var columns: Int

    public init(
        a: MapPointer, aStride: Int, segmentOffsets: UnsafePointer<Int>, segments: Int, depth: Int,
        b: MapPointer, bias: UnsafePointer<Float>, c: MapPointer, cStride: Int,
        other: MapPointer? = nil, otherStride: Int = 0, combination: Combination = .addBeforeClamp,
        minimum: Float = -.infinity, maximum: Float = .infinity, hardSwish: Bool = false, rows: Int,
        columns: Int
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
        self.other = other
        self.otherStride = otherStride
        self.combination = combination
        self.minimum = minimum
        self.maximum = maximum
        self.hardSwish = hardSwish
        self.rows = rows
        self.columns = columns
    }
}
