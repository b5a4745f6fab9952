import _SwiftletMicrokernelInterface

/// One tile of a matrix product: up to `tileRows` pixels times every panel of the call. See ``MatrixProductArguments``.
func matrixProduct(_ arguments: UnsafePointer<MatrixProductArguments>) {
    #if SWIFTLET_TILE_ROWS_12
    let tail = arguments.pointee.columns & (2 &* lanes &- 1)
    let isNarrow = tail > lanes && tail <= lanes + lanes / 2 && arguments.pointee.depth % depthStep == 0
    let wide = arguments.pointee.columns &- (isNarrow ? tail : 0)
    if wide < arguments.pointee.columns { narrowMatrixProduct(arguments, wide) }
    #else
    let wide = arguments.pointee.columns
    #endif
    switch arguments.pointee.rows {
    case 1: MatrixProductTile<1, 0>.run(arguments, wide)
    case 2: MatrixProductTile<2, 0>.run(arguments, wide)
    case 3: MatrixProductTile<3, 0>.run(arguments, wide)
    case 4: MatrixProductTile<4, 0>.run(arguments, wide)
    #if SWIFTLET_TILE_ROWS_6 || SWIFTLET_TILE_ROWS_12
    case 5: MatrixProductTile<5, 0>.run(arguments, wide)
    case 6: MatrixProductTile<6, 0>.run(arguments, wide)
    #endif
    #if SWIFTLET_TILE_ROWS_12
    case 7: MatrixProductTile<6, 1>.run(arguments, wide)
    case 8: MatrixProductTile<6, 2>.run(arguments, wide)
    case 9: MatrixProductTile<6, 3>.run(arguments, wide)
    case 10: MatrixProductTile<6, 4>.run(arguments, wide)
    case 11: MatrixProductTile<6, 5>.run(arguments, wide)
    case 12: MatrixProductTile<6, 6>.run(arguments, wide)
    #endif
    default: break
    }
}

/// A tile of `upper + lower` rows × 2 vectors. Its accumulators stay in registers for the whole depth.
///
/// The compiler keeps an array in registers only if it unrolls the loops over it, which it does up to about seven turns. So
/// the rows are in two groups, and every loop over rows must be short and simple.
enum MatrixProductTile<let upper: Int, let lower: Int> {
    @inline(__always) private static var prefetchDistance: Int {
        (upper == 1 ? 64 : 24) &* 2 &* lanes &* depthStep
    }

    /// All panels up to column `end`.
    @inline(never)
    static func run(_ arguments: UnsafePointer<MatrixProductArguments>, _ end: Int) {
        let steps = arguments.pointee.segments &* ((arguments.pointee.depth &+ depthStep &- 1) / depthStep)
        var panel = arguments.pointee.b.elements
        var column = 0
        while column < end {
            if arguments.pointee.columns &- column > lanes {
                twoVectors(arguments, panel, column)
            } else {
                oneVector(arguments, panel, column)
            }
            panel += steps &* 2 &* lanes &* depthStep
            column &+= 2 &* lanes
        }
    }

    @inline(__always)
    private static func twoVectors(
        _ arguments: UnsafePointer<MatrixProductArguments>, _ panel: UnsafePointer<Element>, _ column: Int
    ) {
        let bias = arguments.pointee.epilogue.bias + column
        var upperLeft = InlineArray<upper, Vector>(repeating: load(bias))
        var upperRight = InlineArray<upper, Vector>(repeating: load(bias + lanes))
        var lowerLeft = InlineArray<lower, Vector>(repeating: load(bias))
        var lowerRight = InlineArray<lower, Vector>(repeating: load(bias + lanes))
        let stride = arguments.pointee.aStride
        let depth = arguments.pointee.depth
        var b = panel
        for segment in 0..<arguments.pointee.segments {
            let a = arguments.pointee.a.elements + arguments.pointee.segmentOffsets[segment]
            let aLower = a + upper &* stride
            var k = 0
            while k &+ depthStep <= depth {
                let left = loadFactors(b)
                let right = loadFactors(b + depthStep &* lanes)
                prefetch(b + prefetchDistance)
                prefetch(b + (prefetchDistance &+ depthStep &* lanes))
                b += 2 &* depthStep &* lanes
                add(a, stride, k, left, right, &upperLeft, &upperRight) { repeatFactor($0) }
                add(aLower, stride, k, left, right, &lowerLeft, &lowerRight) { repeatFactor($0) }
                k &+= depthStep
            }
            if depthStep > 1, k < depth {
                // Half a step.
                let left = loadFactors(b)
                let right = loadFactors(b + depthStep &* lanes)
                b += 2 &* depthStep &* lanes
                add(a, stride, k, left, right, &upperLeft, &upperRight) { repeatLastFactor($0) }
                add(aLower, stride, k, left, right, &lowerLeft, &lowerRight) { repeatLastFactor($0) }
            }
        }
        finish(arguments, upperLeft, 0, column)
        finish(arguments, upperRight, 0, column &+ lanes)
        finish(arguments, lowerLeft, upper, column)
        finish(arguments, lowerRight, upper, column &+ lanes)
    }

    /// Adds one step of depth to the sums of some rows.
    @inline(__always)
    private static func add<let rows: Int>(
        _ a: UnsafePointer<Element>, _ stride: Int, _ k: Int, _ left: Factors, _ right: Factors,
        _ leftSums: inout InlineArray<rows, Vector>, _ rightSums: inout InlineArray<rows, Vector>,
        _ factor: (UnsafePointer<Element>) -> Factors
    ) {
        for row in 0..<rows {
            let x = factor(a + (row &* stride &+ k))
            leftSums[row] = multiplyAdd(leftSums[row], x, left)
            rightSums[row] = multiplyAdd(rightSums[row], x, right)
        }
    }

    @inline(__always)
    private static func oneVector(
        _ arguments: UnsafePointer<MatrixProductArguments>, _ panel: UnsafePointer<Element>, _ column: Int
    ) {
        let bias = load(arguments.pointee.epilogue.bias + column)
        var upperSums = InlineArray<upper, Vector>(repeating: bias)
        var lowerSums = InlineArray<lower, Vector>(repeating: bias)
        let stride = arguments.pointee.aStride
        let depth = arguments.pointee.depth
        var b = panel
        for segment in 0..<arguments.pointee.segments {
            let a = arguments.pointee.a.elements + arguments.pointee.segmentOffsets[segment]
            let aLower = a + upper &* stride
            var k = 0
            while k &+ depthStep <= depth {
                let weights = loadFactors(b)
                b += 2 &* depthStep &* lanes
                add(a, stride, k, weights, &upperSums) { repeatFactor($0) }
                add(aLower, stride, k, weights, &lowerSums) { repeatFactor($0) }
                k &+= depthStep
            }
            if depthStep > 1, k < depth {
                let weights = loadFactors(b)
                b += 2 &* depthStep &* lanes
                add(a, stride, k, weights, &upperSums) { repeatLastFactor($0) }
                add(aLower, stride, k, weights, &lowerSums) { repeatLastFactor($0) }
            }
        }
        finish(arguments, upperSums, 0, column)
        finish(arguments, lowerSums, upper, column)
    }

    @inline(__always)
    private static func add<let rows: Int>(
        _ a: UnsafePointer<Element>, _ stride: Int, _ k: Int, _ weights: Factors,
        _ sums: inout InlineArray<rows, Vector>,
        _ factor: (UnsafePointer<Element>) -> Factors
    ) {
        for row in 0..<rows { sums[row] = multiplyAdd(sums[row], factor(a + (row &* stride &+ k)), weights) }
    }

    /// Clamps, combines with the other map and stores one vector of each row, from row `first` of the tile on.
    @inline(__always)
    static func finish<let rows: Int>(
        _ arguments: UnsafePointer<MatrixProductArguments>, _ sums: InlineArray<rows, Vector>, _ first: Int,
        _ column: Int
    ) {
        let low = Vector(repeating: arguments.pointee.epilogue.minimum)
        let high = Vector(repeating: arguments.pointee.epilogue.maximum)
        let columns = arguments.pointee.columns &- column
        let stride = arguments.pointee.cStride
        let c = arguments.pointee.c.mutableElements + (first &* stride &+ column)
        if let map = arguments.pointee.epilogue.other {
            let otherStride = arguments.pointee.otherStride
            let other = map.elements + (first &* otherStride &+ column)
            switch arguments.pointee.epilogue.combination {
            case .addBeforeClamp:
                for row in 0..<rows {
                    store(
                        clamp(sums[row] + load(other + row &* otherStride), low, high), first: columns,
                        to: c + row &* stride)
                }
            case .addAfterClamp:
                for row in 0..<rows {
                    store(
                        clamp(sums[row], low, high) + load(other + row &* otherStride), first: columns,
                        to: c + row &* stride)
                }
            case .interleave:
                for row in 0..<rows {
                    interleave(
                        load(other + row &* otherStride), clamp(sums[row], low, high), pairs: columns,
                        to: c + (row &* stride &+ column))
                }
            }
        } else if arguments.pointee.epilogue.hardSwish {
            for row in 0..<rows { store(sums[row] * hardSigmoid(sums[row]), first: columns, to: c + row &* stride) }
        } else if columns >= lanes {
            for row in 0..<rows { store(clamp(sums[row], low, high), to: c + row &* stride) }
        } else {
            for row in 0..<rows { store(clamp(sums[row], low, high), first: columns, to: c + row &* stride) }
        }
    }
}
