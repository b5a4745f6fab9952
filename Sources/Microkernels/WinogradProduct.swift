import _SwiftletMicrokernelInterface

/// 36 matrix products. Each multiplies all tiles by one panel after another. See ``WinogradProductArguments``.
func winogradProduct(_ arguments: UnsafePointer<WinogradProductArguments>) {
    let depth = arguments.pointee.depth
    let rows = arguments.pointee.rows
    let parts = (rows &+ tileRows &- 1) / tileRows
    var b = arguments.pointee.b
    for plane in 0..<Winograd.planes {
        let a = arguments.pointee.a + plane &* arguments.pointee.aPlaneStride
        var c = arguments.pointee.c + plane &* arguments.pointee.cPlaneStride
        for _ in 0..<arguments.pointee.panels {
            for part in 0..<parts {
                let row = rows &* part / parts
                let product = WinogradProduct(
                    a: a + row &* arguments.pointee.aStride, aStride: arguments.pointee.aStride, b: b, depth: depth,
                    c: c + row &* arguments.pointee.cStride, cStride: arguments.pointee.cStride)
                product.run(rows: rows &* (part &+ 1) / parts &- row)
            }
            b += depth &* 2 &* lanes
            c += 2 &* lanes
        }
    }
}

/// The product of a tile of rows and one panel. Unlike ``MatrixProductTile``, it adds and clamps nothing, and it prefetches
/// the weights one panel ahead, because they do not fit in the caches.
private struct WinogradProduct {
    let a: UnsafePointer<Float>
    let aStride: Int
    let b: UnsafePointer<Float>
    let depth: Int
    let c: UnsafeMutablePointer<Float>
    let cStride: Int

    @inline(__always)
    func run(rows: Int) {
        switch rows {
        case 1: tile(WinogradTile<1, 0>.self)
        case 2: tile(WinogradTile<2, 0>.self)
        case 3: tile(WinogradTile<3, 0>.self)
        case 4: tile(WinogradTile<4, 0>.self)
        #if SWIFTLET_TILE_ROWS_6 || SWIFTLET_TILE_ROWS_12
        case 5: tile(WinogradTile<5, 0>.self)
        case 6: tile(WinogradTile<6, 0>.self)
        #endif
        #if SWIFTLET_TILE_ROWS_12
        case 7: tile(WinogradTile<6, 1>.self)
        case 8: tile(WinogradTile<6, 2>.self)
        case 9: tile(WinogradTile<6, 3>.self)
        case 10: tile(WinogradTile<6, 4>.self)
        case 11: tile(WinogradTile<6, 5>.self)
        case 12: tile(WinogradTile<6, 6>.self)
        #endif
        default: break
        }
    }

    @inline(__always)
    private func tile<let upper: Int, let lower: Int>(_: WinogradTile<upper, lower>.Type) {
        WinogradTile<upper, lower>.run(a, aStride, b, depth, c, cStride)
    }
}

/// A tile of `upper + lower` rows × 2 vectors. Its accumulators stay in registers for the whole depth. ``MatrixProductTile``
/// tells why the rows are in two groups.
private enum WinogradTile<let upper: Int, let lower: Int> {
    @inline(never)
    static func run(
        _ a: UnsafePointer<Float>, _ aStride: Int, _ b: UnsafePointer<Float>, _ depth: Int,
        _ c: UnsafeMutablePointer<Float>, _ cStride: Int
    ) {
        let zero = Vector(repeating: 0)
        var upperLeft = InlineArray<upper, Vector>(repeating: zero)
        var upperRight = InlineArray<upper, Vector>(repeating: zero)
        var lowerLeft = InlineArray<lower, Vector>(repeating: zero)
        var lowerRight = InlineArray<lower, Vector>(repeating: zero)
        let aLower = a + upper &* aStride
        let ahead = depth &* 2 &* lanes
        var b = b
        for k in 0..<depth {
            let left = load(b)
            let right = load(b + lanes)
            prefetch(b + ahead)
            prefetch(b + (ahead &+ lanes))
            b += 2 &* lanes
            for row in 0..<upper {
                let x = Vector(repeating: a[row &* aStride &+ k])
                upperLeft[row] = multiplyAdd(upperLeft[row], x, left)
                upperRight[row] = multiplyAdd(upperRight[row], x, right)
            }
            for row in 0..<lower {
                let x = Vector(repeating: aLower[row &* aStride &+ k])
                lowerLeft[row] = multiplyAdd(lowerLeft[row], x, left)
                lowerRight[row] = multiplyAdd(lowerRight[row], x, right)
            }
        }
        for row in 0..<upper { store(upperLeft[row], to: c + row &* cStride) }
        for row in 0..<upper { store(upperRight[row], to: c + (row &* cStride &+ lanes)) }
        let cLower = c + upper &* cStride
        for row in 0..<lower { store(lowerLeft[row], to: cLower + row &* cStride) }
        for row in 0..<lower { store(lowerRight[row], to: cLower + (row &* cStride &+ lanes)) }
    }
}
