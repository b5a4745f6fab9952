import _SwiftletMicrokernelInterface

/// `Y = Aᵀ M A` for one tile, then bias, residual and clamp. See ``WinogradOutputArguments``.
func winogradOutput(_ arguments: UnsafePointer<WinogradOutputArguments>) {
    let stride = arguments.pointee.planeStride
    let low = Vector(repeating: arguments.pointee.epilogue.minimum)
    let high = Vector(repeating: arguments.pointee.epilogue.maximum)
    var channel = 0
    while channel < arguments.pointee.channels {
        let input = arguments.pointee.input + channel
        @inline(__always)
        func column(_ x: Int) -> Four {
            let plane = input + x &* stride
            return Four(
                load(plane), load(plane + 6 &* stride), load(plane + 12 &* stride), load(plane + 18 &* stride),
                load(plane + 24 &* stride), load(plane + 30 &* stride))
        }
        let (c0, c1, c2, c3, c4, c5) = (column(0), column(1), column(2), column(3), column(4), column(5))
        let bias = load(arguments.pointee.epilogue.bias + channel)
        @inline(__always)
        func finish(_ row: Int, _ y: Four) {
            guard row < arguments.pointee.rows else { return }
            let output = arguments.pointee.output.mutableElements + (row &* arguments.pointee.rowStride &+ channel)
            let pixel = arguments.pointee.pixelStride
            let count = arguments.pointee.channels &- channel
            let columns = arguments.pointee.columns
            var y = Four(y.x0 + bias, y.x1 + bias, y.x2 + bias, y.x3 + bias)
            if let residual = arguments.pointee.epilogue.other {
                let other = residual.elements + (row &* arguments.pointee.residualRowStride &+ channel)
                let step = arguments.pointee.residualPixelStride
                // Pixels beyond the map are not read.
                let r = Four(
                    load(other), load(columns > 1 ? other + step : other),
                    load(columns > 2 ? other + 2 &* step : other), load(columns > 3 ? other + 3 &* step : other))
                if arguments.pointee.epilogue.combination != .addAfterClamp {
                    y = Four(y.x0 + r.x0, y.x1 + r.x1, y.x2 + r.x2, y.x3 + r.x3).clamped(low, high)
                } else {
                    y = y.clamped(low, high)
                    y = Four(y.x0 + r.x0, y.x1 + r.x1, y.x2 + r.x2, y.x3 + r.x3)
                }
            } else {
                y = y.clamped(low, high)
            }
            if count >= lanes && columns == Winograd.outputs {
                store(y.x0, to: output)
                store(y.x1, to: output + pixel)
                store(y.x2, to: output + 2 &* pixel)
                store(y.x3, to: output + 3 &* pixel)
            } else {
                store(y.x0, first: count, to: output)
                if columns > 1 { store(y.x1, first: count, to: output + pixel) }
                if columns > 2 { store(y.x2, first: count, to: output + 2 &* pixel) }
                if columns > 3 { store(y.x3, first: count, to: output + 3 &* pixel) }
            }
        }
        finish(0, Four(c0.x0, c1.x0, c2.x0, c3.x0, c4.x0, c5.x0))
        finish(1, Four(c0.x1, c1.x1, c2.x1, c3.x1, c4.x1, c5.x1))
        finish(2, Four(c0.x2, c1.x2, c2.x2, c3.x2, c4.x2, c5.x2))
        finish(3, Four(c0.x3, c1.x3, c2.x3, c3.x3, c4.x3, c5.x3))
        channel &+= lanes
    }
}

/// Four vectors: a column or a row of a tile's outputs.
private struct Four {
    var x0, x1, x2, x3: Vector

    @inline(__always)
    init(_ x0: Vector, _ x1: Vector, _ x2: Vector, _ x3: Vector) {
        (self.x0, self.x1, self.x2, self.x3) = (x0, x1, x2, x3)
    }

    /// `Aᵀ` times six vectors: row k of `Aᵀ` has the k-th powers of the points, and the last row also has the point at infinity.
    @inline(__always)
    init(_ m0: Vector, _ m1: Vector, _ m2: Vector, _ m3: Vector, _ m4: Vector, _ m5: Vector) {
        let a = Winograd.a
        let b = Winograd.b
        let evenA = m1 + m2
        let oddA = m1 - m2
        let evenB = m3 + m4
        let oddB = m3 - m4
        x0 = m0 + evenA + evenB
        x1 = multiplyAdd(oddA * Vector(repeating: a), oddB, Vector(repeating: b))
        x2 = multiplyAdd(evenA * Vector(repeating: a * a), evenB, Vector(repeating: b * b))
        x3 = multiplyAdd(
            multiplyAdd(m5, oddA, Vector(repeating: a * a * a)), oddB, Vector(repeating: b * b * b))
    }

    @inline(__always)
    func clamped(_ low: Vector, _ high: Vector) -> Four {
        Four(clamp(x0, low, high), clamp(x1, low, high), clamp(x2, low, high), clamp(x3, low, high))
    }
}
