import _SwiftletMicrokernelInterface

/// A run of pixels of a depthwise convolution. See ``DepthwiseArguments``.
///
/// Windows of width 3 and 5 at stride 1 and 2 keep the sums of up to seven neighbouring pixels in registers, so that one load
/// of a weight serves all of them. Other shapes, and pixels whose window leaves the map, are computed one by one.
func depthwise(_ arguments: UnsafePointer<DepthwiseArguments>) {
    let columnStride = arguments.pointee.columnStride
    #if SWIFTLET_BFLOAT16
    if let pairs = arguments.pointee.rowPairs {
        return depthwiseRowPairs(arguments, UnsafePointer(pairs.elements))
    }
    #endif
    switch (arguments.pointee.columns, arguments.pointee.pixelStride) {
    case (3, columnStride): DepthwiseWindow<3, 1>.run(arguments)
    case (3, 2 * columnStride): DepthwiseWindow<3, 2>.run(arguments)
    case (5, columnStride): DepthwiseWindow<5, 1>.run(arguments)
    case (5, 2 * columnStride): DepthwiseWindow<5, 2>.run(arguments)
    default: depthwiseAnyWindow(arguments)
    }
}

/// Any window, pixel by pixel. It takes four vectors of channels at a time, because their sums do not wait for each other.
private func depthwiseAnyWindow(_ arguments: UnsafePointer<DepthwiseArguments>) {
    for pixel in 0..<arguments.pointee.pixels {
        var channel = 0
        while channel &+ 3 &* lanes < arguments.pointee.channels {
            depthwisePixel(arguments, pixel, channel, DepthwiseSums<4>.self)
            channel &+= 4 &* lanes
        }
        while channel < arguments.pointee.channels {
            depthwisePixel(arguments, pixel, channel, DepthwiseSums<1>.self)
            channel &+= lanes
        }
    }
}

@inline(__always)
private func depthwisePixel<let vectors: Int>(
    _ arguments: UnsafePointer<DepthwiseArguments>, _ pixel: Int, _ channel: Int, _: DepthwiseSums<vectors>.Type
) {
    let low = Vector(repeating: arguments.pointee.epilogue.minimum)
    let high = Vector(repeating: arguments.pointee.epilogue.maximum)
    var sums = InlineArray<vectors, Vector>(repeating: Vector(repeating: 0))
    for vector in 0..<vectors { sums[vector] = load(arguments.pointee.epilogue.bias + (channel &+ vector &* lanes)) }
    for row in 0..<arguments.pointee.rows {
        let rowOffset = row &* arguments.pointee.rowStride &+ channel
        var x = arguments.pointee.input.elements + (pixel &* arguments.pointee.pixelStride &+ rowOffset)
        var w = arguments.pointee.weights + (row &* arguments.pointee.weightRowStride &+ channel)
        for _ in 0..<arguments.pointee.columns {
            for vector in 0..<vectors {
                sums[vector] = multiplyAdd(sums[vector], load(x + vector &* lanes), load(w + vector &* lanes))
            }
            x += arguments.pointee.columnStride
            w += arguments.pointee.weightColumnStride
        }
    }
    let output = arguments.pointee.output.mutableElements + (pixel &* arguments.pointee.outputStride &+ channel)
    let rest = arguments.pointee.channels &- channel
    for vector in 0..<vectors {
        let sum = sums[vector]
        let result = arguments.pointee.epilogue.hardSwish ? sum * hardSigmoid(sum) : clamp(sum, low, high)
        store(result, first: rest &- vector &* lanes, to: output + vector &* lanes)
    }
}

/// A window `columns` wide that moves by `step` pixels.
private enum DepthwiseWindow<let columns: Int, let step: Int> {
    @inline(__always)
    static func run(_ arguments: UnsafePointer<DepthwiseArguments>) {
        var pixel = 0
        while pixel < arguments.pointee.pixels {
            // Equal shares, instead of seven pixels at a time and a small rest.
            let left = arguments.pointee.pixels - pixel
            let share = left <= 7 ? left : left <= 14 ? (left + 1) / 2 : 7
            switch share {
            case 7: pixels(arguments, pixel, DepthwiseSums<7>.self)
            case 6: pixels(arguments, pixel, DepthwiseSums<6>.self)
            case 5: pixels(arguments, pixel, DepthwiseSums<5>.self)
            case 4: pixels(arguments, pixel, DepthwiseSums<4>.self)
            case 3: pixels(arguments, pixel, DepthwiseSums<3>.self)
            case 2: pixels(arguments, pixel, DepthwiseSums<2>.self)
            default: pixels(arguments, pixel, DepthwiseSums<1>.self)
            }
            pixel += share
        }
    }

    @inline(__always)
    private static func pixels<let count: Int>(
        _ arguments: UnsafePointer<DepthwiseArguments>, _ first: Int, _: DepthwiseSums<count>.Type
    ) {
        let input = arguments.pointee.input.elements + first &* arguments.pointee.pixelStride
        let output = arguments.pointee.output.mutableElements + first &* arguments.pointee.outputStride
        var channel = 0
        // Two vectors of channels at a time: a sum waits four cycles for its own last product, but not for the other vector.
        while channel &+ lanes < arguments.pointee.channels {
            var left = InlineArray<count, Vector>(repeating: load(arguments.pointee.epilogue.bias + channel))
            var right = InlineArray<count, Vector>(
                repeating: load(arguments.pointee.epilogue.bias + (channel &+ lanes)))
            var x = input + channel
            var w = arguments.pointee.weights + channel
            for _ in 0..<arguments.pointee.rows {
                addRow(arguments, x, w, &left)
                addRow(arguments, x + lanes, w + lanes, &right)
                x += arguments.pointee.rowStride
                w += arguments.pointee.weightRowStride
            }
            finish(arguments, left, lanes, output + channel)
            finish(arguments, right, arguments.pointee.channels &- channel &- lanes, output + (channel &+ lanes))
            channel &+= 2 &* lanes
        }
        if channel < arguments.pointee.channels {
            var sums = InlineArray<count, Vector>(repeating: load(arguments.pointee.epilogue.bias + channel))
            var x = input + channel
            var w = arguments.pointee.weights + channel
            for _ in 0..<arguments.pointee.rows {
                addRow(arguments, x, w, &sums)
                x += arguments.pointee.rowStride
                w += arguments.pointee.weightRowStride
            }
            finish(arguments, sums, arguments.pointee.channels &- channel, output + channel)
        }
    }

    /// One row of the window.
    @inline(__always)
    private static func addRow<let count: Int>(
        _ arguments: UnsafePointer<DepthwiseArguments>, _ x: UnsafePointer<Element>, _ w: UnsafePointer<Float>,
        _ sums: inout InlineArray<count, Vector>
    ) {
        let columnStride = arguments.pointee.columnStride
        for column in 0..<columns {
            let weight = load(w + column &* arguments.pointee.weightColumnStride)
            for pixel in 0..<count {
                sums[pixel] = multiplyAdd(
                    sums[pixel], load(x + (pixel &* step &+ column) &* columnStride), weight)
            }
        }
    }

    @inline(__always)
    private static func finish<let count: Int>(
        _ arguments: UnsafePointer<DepthwiseArguments>, _ sums: InlineArray<count, Vector>, _ rest: Int,
        _ output: UnsafeMutablePointer<Element>
    ) {
        let low = Vector(repeating: arguments.pointee.epilogue.minimum)
        let high = Vector(repeating: arguments.pointee.epilogue.maximum)
        let stride = arguments.pointee.outputStride
        if arguments.pointee.epilogue.hardSwish {
            for pixel in 0..<count {
                store(sums[pixel] * hardSigmoid(sums[pixel]), first: rest, to: output + pixel &* stride)
            }
        } else {
            for pixel in 0..<count {
                store(clamp(sums[pixel], low, high), first: rest, to: output + pixel &* stride)
            }
        }
    }
}

/// Carries a number of accumulators as a type.
private enum DepthwiseSums<let count: Int> {}
