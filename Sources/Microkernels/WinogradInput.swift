import _SwiftletMicrokernelInterface

/// `V = Bᵀ d B` for one tile. See ``WinogradInputArguments``.
func winogradInput(_ arguments: UnsafePointer<WinogradInputArguments>) {
    let rows = arguments.pointee.endRow &- arguments.pointee.firstRow
    let columns = arguments.pointee.endColumn &- arguments.pointee.firstColumn
    if rows == Winograd.inputs && columns == Winograd.inputs {
        inner(arguments)
    } else {
        edge(arguments)
    }
}

/// Six vectors: a column or a row of a tile.
private struct Six {
    var x0, x1, x2, x3, x4, x5: Vector

    /// `Bᵀ` times the vector: row i of `Bᵀ` has the coefficients of Π (x − p) over all points p except the i-th.
    @inline(__always)
    func transformed() -> Six {
        let a = Winograd.a
        let b = Winograd.b
        let sum = Vector(repeating: -(a * a + b * b))
        let product = Vector(repeating: a * a * b * b)
        let evenA = multiplyAdd(x4, x2, Vector(repeating: -b * b))
        let oddA = multiplyAdd(x3, x1, Vector(repeating: -b * b))
        let evenB = multiplyAdd(x4, x2, Vector(repeating: -a * a))
        let oddB = multiplyAdd(x3, x1, Vector(repeating: -a * a))
        return Six(
            x0: multiplyAdd(multiplyAdd(x4, x2, sum), x0, product),
            x1: multiplyAdd(evenA, oddA, Vector(repeating: a)),
            x2: multiplyAdd(evenA, oddA, Vector(repeating: -a)),
            x3: multiplyAdd(evenB, oddB, Vector(repeating: b)),
            x4: multiplyAdd(evenB, oddB, Vector(repeating: -b)),
            x5: multiplyAdd(multiplyAdd(x5, x3, sum), x1, product))
    }

    @inline(__always)
    func stored(at output: UnsafeMutablePointer<Float>, _ stride: Int) {
        store(x0, to: output)
        store(x1, to: output + stride)
        store(x2, to: output + 2 &* stride)
        store(x3, to: output + 3 &* stride)
        store(x4, to: output + 4 &* stride)
        store(x5, to: output + 5 &* stride)
    }
}

/// Transforms every row of a tile whose columns are already transformed, and stores the tile.
@inline(__always)
private func finish(
    _ c0: Six, _ c1: Six, _ c2: Six, _ c3: Six, _ c4: Six, _ c5: Six, _ output: UnsafeMutablePointer<Float>,
    _ stride: Int
) {
    Six(x0: c0.x0, x1: c1.x0, x2: c2.x0, x3: c3.x0, x4: c4.x0, x5: c5.x0).transformed().stored(at: output, stride)
    Six(x0: c0.x1, x1: c1.x1, x2: c2.x1, x3: c3.x1, x4: c4.x1, x5: c5.x1).transformed()
        .stored(at: output + 6 &* stride, stride)
    Six(x0: c0.x2, x1: c1.x2, x2: c2.x2, x3: c3.x2, x4: c4.x2, x5: c5.x2).transformed()
        .stored(at: output + 12 &* stride, stride)
    Six(x0: c0.x3, x1: c1.x3, x2: c2.x3, x3: c3.x3, x4: c4.x3, x5: c5.x3).transformed()
        .stored(at: output + 18 &* stride, stride)
    Six(x0: c0.x4, x1: c1.x4, x2: c2.x4, x3: c3.x4, x4: c4.x4, x5: c5.x4).transformed()
        .stored(at: output + 24 &* stride, stride)
    Six(x0: c0.x5, x1: c1.x5, x2: c2.x5, x3: c3.x5, x4: c4.x5, x5: c5.x5).transformed()
        .stored(at: output + 30 &* stride, stride)
}

/// A tile that lies whole on the map.
private func inner(_ arguments: UnsafePointer<WinogradInputArguments>) {
    let row = arguments.pointee.rowStride
    let pixel = arguments.pointee.pixelStride
    let planeStride = arguments.pointee.planeStride
    @inline(__always)
    func column(_ input: UnsafePointer<Element>) -> Six {
        Six(
            x0: load(input), x1: load(input + row), x2: load(input + 2 &* row), x3: load(input + 3 &* row),
            x4: load(input + 4 &* row), x5: load(input + 5 &* row)
        ).transformed()
    }
    var channel = 0
    while channel < arguments.pointee.channels {
        let input = arguments.pointee.input.elements + channel
        finish(
            column(input), column(input + pixel), column(input + 2 &* pixel), column(input + 3 &* pixel),
            column(input + 4 &* pixel), column(input + 5 &* pixel), arguments.pointee.output + channel, planeStride)
        channel &+= lanes
    }
}

/// A tile that reaches beyond the map.
private func edge(_ arguments: UnsafePointer<WinogradInputArguments>) {
    let row = arguments.pointee.rowStride
    let pixel = arguments.pointee.pixelStride
    let planeStride = arguments.pointee.planeStride
    let firstRow = arguments.pointee.firstRow
    let endRow = arguments.pointee.endRow
    let zero = Vector(repeating: 0)
    var channel = 0
    while channel < arguments.pointee.channels {
        let input = arguments.pointee.input.elements + channel
        @inline(__always)
        func element(_ x: Int, _ y: Int) -> Vector {
            y >= firstRow && y < endRow ? load(input + (x &* pixel &+ y &* row)) : zero
        }
        @inline(__always)
        func column(_ x: Int) -> Six {
            guard x >= arguments.pointee.firstColumn, x < arguments.pointee.endColumn else {
                return Six(x0: zero, x1: zero, x2: zero, x3: zero, x4: zero, x5: zero)
            }
            return Six(
                x0: element(x, 0), x1: element(x, 1), x2: element(x, 2), x3: element(x, 3), x4: element(x, 4),
                x5: element(x, 5)
            ).transformed()
        }
        finish(
            column(0), column(1), column(2), column(3), column(4), column(5), arguments.pointee.output + channel,
            planeStride)
        channel &+= lanes
    }
}
