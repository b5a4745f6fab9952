/// The constants of Winograd's minimal filtering F(4 × 4, 3 × 3): a 3 × 3 convolution of a 6 × 6 tile gives 4 × 4 outputs with
/// 36 products instead of 144 (Lavin & Gray, "Fast Algorithms for Convolutional Neural Networks", §4.2).
///
/// Tile and filter are polynomials. They are evaluated at 0, ±a, ±b and ∞, multiplied there, and interpolated. The paper has
/// a = 1 and b = 2. With ⅝ and 3⁄2 the rounding error is half as large, and every constant made from them is exact in float.
public enum Winograd {
    /// Outputs on a side of a tile.
    @inlinable @inline(__always) public static var outputs: Int { 4 }
    /// Inputs on a side of a tile, and the number of points.
    @inlinable @inline(__always) public static var inputs: Int { 6 }
    /// Products of a tile, and planes of transformed data.
    @inlinable @inline(__always) public static var planes: Int { 36 }

    @inlinable @inline(__always) public static var a: Float { 0.625 }
    @inlinable @inline(__always) public static var b: Float { 1.5 }
}

/// The input transform of one tile, `V = Bᵀ d B`: 6 × 6 pixels of every channel to 36 planes.
public struct WinogradInputArguments {
    /// The tile's first pixel. Pixels outside the map are not read, and count as 0.
    public var input: MapPointer
    public var rowStride: Int
    public var pixelStride: Int
    /// The rows and columns of the tile that are on the map: from `first` to before `end`, within 0 … 6.
    public var firstRow: Int
    public var endRow: Int
    public var firstColumn: Int
    public var endColumn: Int

    /// The tile's place in the first plane. Whole vectors are written.
    public var output: UnsafeMutablePointer<Float>
    public var planeStride: Int
    /// Any number. The input may be read up to the end of its last vector.
    public var channels: Int

    public init(
        input: MapPointer, rowStride: Int, pixelStride: Int, firstRow: Int, endRow: Int, firstColumn: Int,
        endColumn: Int, output: UnsafeMutablePointer<Float>, planeStride: Int, channels: Int
    ) {
        self.input = input
        self.rowStride = rowStride
        self.pixelStride = pixelStride
        self.firstRow = firstRow
        self.endRow = endRow
        self.firstColumn = firstColumn
        self.endColumn = endColumn
        self.output = output
        self.planeStride = planeStride
        self.channels = channels
    }
}

/// The output transform of one tile, `Y = Aᵀ M A`: 36 planes to 4 × 4 pixels, then bias, residual and clamp.
public struct WinogradOutputArguments {
    /// The tile's place in the first plane.
    public var input: UnsafePointer<Float>
    public var planeStride: Int

    /// The tile's first pixel.
    public var output: MapPointer
    public var rowStride: Int
    public var pixelStride: Int
    /// The number of the tile's rows and columns on the map, 1 … 4.
    public var rows: Int
    public var columns: Int
    /// Any number. Nothing beyond is written.
    public var channels: Int

    /// Its other map is a residual.
    public var epilogue: EpilogueArguments
    public var residualRowStride: Int
    public var residualPixelStride: Int

    public init(
        input: UnsafePointer<Float>, planeStride: Int, output: MapPointer, rowStride: Int, pixelStride: Int, rows: Int,
        columns: Int, channels: Int, epilogue: EpilogueArguments, residualRowStride: Int = 0,
        residualPixelStride: Int = 0
    ) {
        self.input = input
        self.planeStride = planeStride
        self.output = output
        self.rowStride = rowStride
        self.pixelStride = pixelStride
        self.rows = rows
        self.columns = columns
        self.channels = channels
        self.epilogue = epilogue
        self.residualRowStride = residualRowStride
        self.residualPixelStride = residualPixelStride
    }
}

/// The products of transformed tiles and weights: for each of 36 planes, `c[row][column] = Σ a[row][k] · b[k][column]`. A row
/// is a tile.
public struct WinogradProductArguments {
    public var a: UnsafePointer<Float>
    public var aStride: Int
    public var aPlaneStride: Int
    public var depth: Int

    /// In the order of reading: for each plane, `panels` of `KernelSet.panelColumns` columns, each `[depth][panelColumns]`.
    /// Memory after the end is prefetched, but not read.
    public var b: UnsafePointer<Float>

    public var c: UnsafeMutablePointer<Float>
    public var cStride: Int
    public var cPlaneStride: Int

    /// Any number.
    public var rows: Int
    public var panels: Int

    public init(
        a: UnsafePointer<Float>, aStride: Int, aPlaneStride: Int, depth: Int, b: UnsafePointer<Float>,
        c: UnsafeMutablePointer<Float>, cStride: Int, cPlaneStride: Int, rows: Int, panels: Int
    ) {
        self.a = a
        self.aStride = aStride
        self.aPlaneStride = aPlaneStride
        self.depth = depth
        self.b = b
        self.c = c
        self.cStride = cStride
        self.cPlaneStride = cPlaneStride
        self.rows = rows
        self.panels = panels
    }
}
