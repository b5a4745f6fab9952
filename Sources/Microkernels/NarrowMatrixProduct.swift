#if SWIFTLET_TILE_ROWS_12
import _SwiftletMicrokernelInterface

/// The panel from `column` on, which is the last and narrow, of a depth of whole steps.
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

/// The last panel of a matrix product, where it has a vector and a half of columns or less (24-channel layers): the halves
/// of two rows share a vector, so that what would be a quarter of the products with zeros is saved.
///
/// `upperPairs` and `lowerPairs` are halves of `upper` and `lower`, rounded up.
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
                for pair in 0..<upperPairs {
                    let x = repeatFactor(a + (2 &* pair &* stride &+ k))
                    upperSums[2 &* pair] = multiplyAdd(upperSums[2 &* pair], x, weights)
                    if 2 &* pair &+ 1 < upper {
                        let y = repeatFactor(a + ((2 &* pair &+ 1) &* stride &+ k))
                        upperSums[2 &* pair &+ 1] = multiplyAdd(upperSums[2 &* pair &+ 1], y, weights)
                        upperHalves[pair] = multiplyAdd(upperHalves[pair], blend(x, y, mask), half)
                    } else {
                        upperHalves[pair] = multiplyAdd(upperHalves[pair], x, half)
                    }
                }
                for pair in 0..<lowerPairs {
                    let x = repeatFactor(aLower + (2 &* pair &* stride &+ k))
                    lowerSums[2 &* pair] = multiplyAdd(lowerSums[2 &* pair], x, weights)
                    if 2 &* pair &+ 1 < lower {
                        let y = repeatFactor(aLower + ((2 &* pair &+ 1) &* stride &+ k))
                        lowerSums[2 &* pair &+ 1] = multiplyAdd(lowerSums[2 &* pair &+ 1], y, weights)
                        lowerHalves[pair] = multiplyAdd(lowerHalves[pair], blend(x, y, mask), half)
                    } else {
                        lowerHalves[pair] = multiplyAdd(lowerHalves[pair], x, half)
                    }
                }
                k &+= depthStep
            }
        }
        MatrixProductTile<upper, lower>.finish(arguments, upperSums, 0, column)
        MatrixProductTile<upper, lower>.finish(arguments, lowerSums, upper, column)
        // Parted again, the rows end like any other.
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
}
#endif
