#if SWIFTLET_BFLOAT16
import _CSwiftletIntrinsics
import _SwiftletMicrokernelInterface

/// A run of pixels of a depthwise convolution, two rows of the window at a time. The windows lie whole on the map, are 5 wide, and 1
/// or 2 columns apart. See ``DepthwiseArguments``.
///
/// One instruction multiplies pairs of elements and adds both products. Here a pair is one channel in two successive rows. The
/// kernel reads 32 channels at once, and makes a vector of pairs from the even ones and another from the odd ones. That takes half
/// the loads and half the products of a kernel that widens every element. (For windows 3 wide it does not pay.)
func depthwiseRowPairs(_ arguments: UnsafePointer<DepthwiseArguments>, _ weights: UnsafePointer<Element>) {
    let columnStride = arguments.pointee.columnStride
    switch (arguments.pointee.columns, arguments.pointee.pixelStride) {
    case (5, columnStride): RowPairWindow<1>.run(arguments, weights)
    case (5, 2 * columnStride): RowPairWindow<2>.run(arguments, weights)
    default: break
    }
}

/// A window 5 wide that moves by `step` pixels, over up to 4 neighbouring pixels: the registers hold their sums and the elements
/// that the windows share.
private enum RowPairWindow<let step: Int> {
    @inline(__always)
    static func run(
        _ arguments: UnsafePointer<DepthwiseArguments>, _ weights: UnsafePointer<Element>
    ) {
        var pixel = 0
        while pixel < arguments.pointee.pixels {
            // Equal shares, instead of full ones and a small rest.
            let left = arguments.pointee.pixels &- pixel
            let parts = (left &+ 3) / 4
            let share = (left &+ parts &- 1) / parts
            switch share {
            case 4: pixels(arguments, weights, pixel, Sums<4>.self)
            case 3: pixels(arguments, weights, pixel, Sums<3>.self)
            case 2: pixels(arguments, weights, pixel, Sums<2>.self)
            default: pixels(arguments, weights, pixel, Sums<1>.self)
            }
            pixel &+= share
        }
    }

    @inline(__always)
    private static func pixels<let count: Int>(
        _ arguments: UnsafePointer<DepthwiseArguments>, _ weights: UnsafePointer<Element>, _ first: Int,
        _: Sums<count>.Type
    ) {
        let columnStride = arguments.pointee.columnStride
        let rowStride = arguments.pointee.rowStride
        let input = arguments.pointee.input.elements + first &* step &* columnStride
        let output = arguments.pointee.output.mutableElements + first &* arguments.pointee.outputStride
        var w = weights
        var channel = 0
        while channel < arguments.pointee.channels {
            let rest = Int64(arguments.pointee.channels &- channel)
            let bias = arguments.pointee.epilogue.bias + channel
            var even = InlineArray<count, Vector>(repeating: swiftlet_even_f32x32(bias))
            var odd = InlineArray<count, Vector>(repeating: swiftlet_odd_f32x32(bias))
            var x = input + channel
            var rows = arguments.pointee.rows
            // The columns are not in a loop, so that the compiler loads elements that neighbouring pixels share only once.
            while rows >= 2 {
                let next = x + rowStride
                add(&even, &odd, x, next, w, columnStride, rest)
                add(&even, &odd, x + columnStride, next + columnStride, w + 64, columnStride, rest)
                add(&even, &odd, x + 2 &* columnStride, next + 2 &* columnStride, w + 128, columnStride, rest)
                add(&even, &odd, x + 3 &* columnStride, next + 3 &* columnStride, w + 192, columnStride, rest)
                add(&even, &odd, x + 4 &* columnStride, next + 4 &* columnStride, w + 256, columnStride, rest)
                w += 320
                x += 2 &* rowStride
                rows &-= 2
            }
            if rows > 0 {
                add(&even, &odd, x, w, columnStride, rest)
                add(&even, &odd, x + columnStride, w + 64, columnStride, rest)
                add(&even, &odd, x + 2 &* columnStride, w + 128, columnStride, rest)
                add(&even, &odd, x + 3 &* columnStride, w + 192, columnStride, rest)
                add(&even, &odd, x + 4 &* columnStride, w + 256, columnStride, rest)
                w += 320
            }
            finish(arguments, even, odd, rest, output + channel)
            channel &+= 2 &* lanes
        }
    }

    /// Adds one column of two rows.
    @inline(__always)
    private static func add<let count: Int>(
        _ even: inout InlineArray<count, Vector>, _ odd: inout InlineArray<count, Vector>, _ x: UnsafePointer<Element>,
        _ next: UnsafePointer<Element>, _ w: UnsafePointer<Element>, _ columnStride: Int, _ rest: Int64
    ) {
        let evenWeights = loadFactors(w)
        let oddWeights = loadFactors(w + 32)
        for pixel in 0..<count {
            let a = swiftlet_load_first_bf16x32(x + pixel &* step &* columnStride, rest)
            let b = swiftlet_load_first_bf16x32(next + pixel &* step &* columnStride, rest)
            even[pixel] = multiplyAdd(even[pixel], swiftlet_even_pairs_bf16x32(a, b), evenWeights)
            odd[pixel] = multiplyAdd(odd[pixel], swiftlet_odd_pairs_bf16x32(a, b), oddWeights)
        }
    }

    /// Adds one column of the last row, if the number of rows is odd.
    @inline(__always)
    private static func add<let count: Int>(
        _ even: inout InlineArray<count, Vector>, _ odd: inout InlineArray<count, Vector>, _ x: UnsafePointer<Element>,
        _ w: UnsafePointer<Element>, _ columnStride: Int, _ rest: Int64
    ) {
        let evenWeights = loadFactors(w)
        let oddWeights = loadFactors(w + 32)
        let zero = Factors(repeating: 0)
        for pixel in 0..<count {
            let a = swiftlet_load_first_bf16x32(x + pixel &* step &* columnStride, rest)
            even[pixel] = multiplyAdd(even[pixel], swiftlet_even_pairs_bf16x32(a, zero), evenWeights)
            odd[pixel] = multiplyAdd(odd[pixel], swiftlet_odd_pairs_bf16x32(a, zero), oddWeights)
        }
    }

    @inline(__always)
    private static func finish<let count: Int>(
        _ arguments: UnsafePointer<DepthwiseArguments>, _ even: InlineArray<count, Vector>,
        _ odd: InlineArray<count, Vector>, _ rest: Int64, _ output: UnsafeMutablePointer<Element>
    ) {
        let stride = arguments.pointee.outputStride
        if arguments.pointee.epilogue.hardSwish {
            for pixel in 0..<count {
                swiftlet_store_interleaved_bf16x32(
                    output + pixel &* stride, even[pixel] * hardSigmoid(even[pixel]),
                    odd[pixel] * hardSigmoid(odd[pixel]), rest)
            }
        } else {
            let low = Vector(repeating: arguments.pointee.epilogue.minimum)
            let high = Vector(repeating: arguments.pointee.epilogue.maximum)
            for pixel in 0..<count {
                swiftlet_store_interleaved_bf16x32(
                    output + pixel &* stride, clamp(even[pixel], low, high), clamp(odd[pixel], low, high), rest)
            }
        }
    }
}

/// Carries a number of pixels as a type.
private enum Sums<let count: Int> {}
#endif
