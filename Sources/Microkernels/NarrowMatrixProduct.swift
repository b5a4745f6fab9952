#if SWIFTLET_TILE_ROWS_12
import _SwiftletMicrokernelInterface

/// The last panel of a matrix product, which begins at `column` and is narrow. The depth consists of whole steps.
func narrowMatrixProduct(_ arguments: UnsafePointer<MatrixProductArguments>, _ column: Int) {
    let panel = arguments.pointee.b.elements + column &* arguments.pointee.segments &* arguments.pointee.depth
    switch arguments.pointee.rows {
    case 1: NarrowMatrixProductTile<1, 0, 1, 0>.run(arguments, panel, column)
    case 2: NarrowMatrixProductTile<2, 0, 1, 0>.run(arguments, panel, column)
    case 3: NarrowMatrixProductTile<3, 0, 2, 0>.run(arguments, panel, column)
    case 4: NarrowMatrixProductTile<4, 0, 2, 0>.run(arguments, panel, column)
    case 5: NarrowMatrixProductTile<5, 0, 3, 0>.run(arguments, panel, column)
    case 6: NarrowMatrixProductTile<6, 0, 3, 0>.run(arguments, panel, column)
    case 7: NarrowMatrixProductTile<6, 1, 3, 1>.run(arguments, panel, column)
    case 8: NarrowMatrixProductTile<6, 2, 3, 1>.run(arguments, panel, column)
    case 9: NarrowMatrixProductTile<6, 3, 3, 2>.run(arguments, panel, column)
    case 10: NarrowMatrixProductTile<6, 4, 3, 2>.run(arguments, panel, column)
    case 11: NarrowMatrixProductTile<6, 5, 3, 3>.run(arguments, panel, column)
    case 12: NarrowMatrixProductTile<6, 6, 3, 3>.run(arguments, panel, column)
    default: break
    }
}

/// A last panel with at most one and a half vectors of columns (24-channel layers). The half vectors of two rows share one vector:
/// otherwise a quarter of the products would be with zeros.
///
/// `upperPairs` and `lowerPairs` are half of `upper` and `lower`, rounded up.
enum NarrowMatrixProductTile<let upper: Int, let lower: Int, let upperPairs: Int, let lowerPairs: Int> {
    @inline(never)
    static func run(_ arguments: UnsafePointer<MatrixProductArguments>, _ panel: UnsafePointer<Element>, _ column: Int)
    {
        let bias = arguments.pointee.epilogue.bias + column
        var upperSums = InlineArray<upper, Vector>(repeating: load(bias))
        var lowerSums = InlineArray<lower, Vector>(repeating: load(bias))
        var upperHalves = InlineArray<upperPairs, Vector>(repeating: loadHalfTwice(bias + lanes))
        var lowerHalves = InlineArray<lowerPairs, Vector>(repeating: loadHalfTwice(bias + lanes))
        let stride = arguments.pointee.aStride
        let depth = arguments.pointee.depth
        let mask = upperHalfMask
        var b = panel
        for segment in 0..<arguments.pointee.segments {
            let a = arguments.pointee.a.elements + arguments.pointee.segmentOffsets[segment]
            let aLower = a + upper &* stride
            var k = 0
            while k < depth {
                let weights = loadFactors(b)
                let half = loadHalfFactorsTwice(b + depthStep &* lanes)
                b += 2 &* depthStep &* lanes
                add(a, stride, k, weights, half, mask, &upperSums, &upperHalves)
                add(aLower, stride, k, weights, half, mask, &lowerSums, &lowerHalves)
                k &+= depthStep
            }
        }
        MatrixProductTile<upper, lower>.finish(arguments, upperSums, 0, column)
        MatrixProductTile<upper, lower>.finish(arguments, lowerSums, upper, column)
        // The half vectors are separated again, so that the rows end like any others.
        var upperRight = InlineArray<upper, Vector>(repeating: upperHalves[0])
        for row in 0..<upper {
            upperRight[row] = row & 1 == 0 ? upperHalves[row / 2] : upperHalf(upperHalves[row / 2])
        }
        MatrixProductTile<upper, lower>.finish(arguments, upperRight, 0, column &+ lanes)
        var lowerRight = InlineArray<lower, Vector>(repeating: upperHalves[0])
        for row in 0..<lower {
            lowerRight[row] = row & 1 == 0 ? lowerHalves[row / 2] : upperHalf(lowerHalves[row / 2])
        }
        MatrixProductTile<upper, lower>.finish(arguments, lowerRight, upper, column &+ lanes)
    }

    /// Adds one step of depth to the sums of some rows.
    @inline(__always)
    private static func add<let rows: Int, let pairs: Int>(
        _ a: UnsafePointer<Element>, _ stride: Int, _ k: Int, _ weights: Factors, _ half: Factors, _ mask: UInt16,
        _ sums: inout InlineArray<rows, Vector>, _ halves: inout InlineArray<pairs, Vector>
    ) {
        for pair in 0..<pairs {
            let x = repeatFactor(a + (2 &* pair &* stride &+ k))
            sums[2 &* pair] = multiplyAdd(sums[2 &* pair], x, weights)
            if 2 &* pair &+ 1 < rows {
                let y = repeatFactor(a + ((2 &* pair &+ 1) &* stride &+ k))
                sums[2 &* pair &+ 1] = multiplyAdd(sums[2 &* pair &+ 1], y, weights)
                halves[pair] = multiplyAdd(halves[pair], blend(x, y, mask), half)
            } else {
                halves[pair] = multiplyAdd(halves[pair], x, half)
            }
        }
    }
}
#endif
