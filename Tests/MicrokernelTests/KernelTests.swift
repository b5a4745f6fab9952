import SwiftletEngine
import Testing
import _SwiftletMicrokernelInterface

/// Each kernel against the sum that it stands for, over every tile and tail, with guards around what it may write.
///
/// The suite needs nothing but the kernels, so that it can run on an emulated CPU without AVX.
@Suite struct KernelTests {
    /// Values that repeat after a prime number, small enough for exact sums in float.
    private static func values(_ count: Int, _ seed: Int) -> [Float] {
        (0..<count).map { Float(($0 * 7 + seed * 13) % 31 - 15) / 8 }
    }

    private static let guardValue: Float = 12288

    /// What a matrix product does with its sums.
    private enum Epilogue: CaseIterable {
        case clamp, hardSwish, addBeforeClamp, addAfterClamp, interleave

        var combination: EpilogueArguments.Combination? {
            switch self {
            case .clamp, .hardSwish: nil
            case .addBeforeClamp: .addBeforeClamp
            case .addAfterClamp: .addAfterClamp
            case .interleave: .interleave
            }
        }
    }

    @Test(arguments: KernelCase.all)
    func matrixProduct(kernelCase: KernelCase) {
        let kernels = kernelCase.kernels
        let panel = kernels.panelColumns
        for rows in 1...kernels.tileRows {
            for columns in 1...(2 * panel + 1) {
                for (segments, depth) in [(1, 1), (1, 7), (1, 8), (3, 5)] {
                    for epilogue in Epilogue.allCases {
                        let stride = depth + 3
                        let a = kernels.map(Self.values(segments * 100 + rows * stride, 1))
                        let offsets = (0..<segments).map { $0 * 100 }
                        let panels = (columns + panel - 1) / panel
                        // What fills the last step of a segment may be anything: its other factor is zero.
                        let step = kernels.depthStep
                        let steps = (depth + step - 1) / step
                        let b = kernels.map(Self.values(panels * segments * steps * step * panel, 2))
                        let bias = Self.values(panels * panel, 3)
                        let spread = epilogue == .interleave ? 2 : 1
                        let cStride = spread * columns + 5
                        let other = kernels.map(Self.values(rows * cStride + panel, 4))
                        let c = kernels.map([Float](repeating: Self.guardValue, count: rows * cStride + panel))
                        var arguments = MatrixProductArguments(
                            a: a.pointer, aStride: stride, segmentOffsets: offsets.pointer, segments: segments,
                            depth: depth, b: b.pointer, c: c.pointer, cStride: cStride,
                            epilogue: EpilogueArguments(
                                bias: bias.pointer, other: epilogue.combination == nil ? nil : other.pointer,
                                combination: epilogue.combination ?? .addBeforeClamp, minimum: -3, maximum: 4,
                                hardSwish: epilogue == .hardSwish), otherStride: cStride, rows: rows, columns: columns)
                        kernels.matrixProduct(&arguments)
                        withExtendedLifetime((a, offsets, b, bias, other)) {}
                        var wrong = 0
                        for row in 0..<rows {
                            for place in 0..<cStride {
                                let value = c[row * cStride + place]
                                let column = place / spread
                                guard column < columns else {
                                    wrong += value == Self.guardValue ? 0 : 1
                                    continue
                                }
                                var sum = Double(bias[column])
                                for segment in 0..<segments {
                                    for k in 0..<depth {
                                        let weight =
                                            (column / panel * segments + segment) * steps * step * panel
                                            + (k / step * panel + column % panel) * step + k % step
                                        sum += Double(a[offsets[segment] + row * stride + k]) * Double(b[weight])
                                    }
                                }
                                let term = Double(other[row * cStride + column])
                                let truth =
                                    switch epilogue {
                                    case .clamp: min(max(sum, -3), 4)
                                    case .hardSwish: sum * min(max(sum + 3, 0), 6) / 6
                                    case .addBeforeClamp: min(max(sum + term, -3), 4)
                                    case .addAfterClamp: min(max(sum, -3), 4) + term
                                    case .interleave: place % 2 == 0 ? term : min(max(sum, -3), 4)
                                    }
                                wrong += kernels.isNear(value, truth) ? 0 : 1
                            }
                        }
                        #expect(
                            wrong == 0,
                            "\(rows) × \(columns), \(segments) × \(depth) deep, \(epilogue): \(wrong) wrong")
                    }
                }
            }
        }
    }

    @Test(arguments: KernelCase.all)
    func depthwise(kernelCase: KernelCase) {
        let kernels = kernelCase.kernels
        for columns in 1...6 {
            for rows in [0, 1, 3] {
                for step in 1...3 {
                    for pixels in 1...16 {
                        let channels = 1 + (pixels * 11 + columns) % 37
                        let pixelStride = channels + 2
                        let padded = (channels + 15) / 16 * 16
                        let width = (pixels - 1) * step + columns
                        let rowStride = width * pixelStride
                        let input = kernels.map(Self.values(max(1, rows) * rowStride + 16, 1))
                        let weights = Self.values(max(1, rows) * columns * padded + 16, 2)
                        let bias = Self.values(padded, 3)
                        let outputStride = channels + 3
                        let output = kernels.map([Float](repeating: Self.guardValue, count: pixels * outputStride + 16))
                        var arguments = DepthwiseArguments(
                            input: input.pointer, rowStride: rowStride, columnStride: pixelStride,
                            pixelStride: step * pixelStride, rows: rows, columns: columns, weights: weights.pointer,
                            weightRowStride: columns * padded, weightColumnStride: padded,
                            output: output.pointer, outputStride: outputStride, pixels: pixels, channels: channels,
                            epilogue: EpilogueArguments(
                                bias: bias.pointer, minimum: -2, maximum: 3, hardSwish: pixels % 3 == 0))
                        kernels.depthwise(&arguments)
                        withExtendedLifetime((input, weights, bias)) {}
                        var wrong = 0
                        for pixel in 0..<pixels {
                            for channel in 0..<outputStride {
                                let value = output[pixel * outputStride + channel]
                                guard channel < channels else {
                                    wrong += value == Self.guardValue ? 0 : 1
                                    continue
                                }
                                var sum = Double(bias[channel])
                                for row in 0..<rows {
                                    for column in 0..<columns {
                                        sum +=
                                            Double(
                                                input[row * rowStride + (pixel * step + column) * pixelStride + channel]
                                            ) * Double(weights[(row * columns + column) * padded + channel])
                                    }
                                }
                                let truth =
                                    pixels % 3 == 0 ? sum * min(max(sum + 3, 0), 6) / 6 : min(max(sum, -2), 3)
                                wrong += kernels.isNear(value, truth) ? 0 : 1
                            }
                        }
                        #expect(wrong == 0, "\(rows) × \(columns), step \(step), \(pixels) pixels: \(wrong) wrong")
                    }
                }
            }
        }
    }

    /// The kernels that take two rows of a depthwise window at once.
    @Test(arguments: KernelCase.all.filter { $0.kernels.element == .bfloat16 })
    func depthwiseRowPairs(kernelCase: KernelCase) {
        let kernels = kernelCase.kernels
        for rows in 1...6 {
            for step in 1...2 {
                for pixels in 1...14 {
                    let channels = 1 + (pixels * 13 + rows) % 71
                    let pixelStride = channels + 2
                    let blocks = (channels + 31) / 32
                    let width = (pixels - 1) * step + 5
                    let input = kernels.map(Self.values(rows * width * pixelStride + 16, 1))
                    let pairs = (rows + 1) / 2
                    let weights = kernels.map(
                        Self.values(blocks * pairs * 5 * 64, 2).enumerated().map { index, value in
                            // The row below the last one.
                            index / 320 % pairs * 2 + index % 2 < rows ? value : 0
                        })
                    let bias = Self.values(32 * blocks, 3)
                    let outputStride = channels + 3
                    let output = kernels.map([Float](repeating: Self.guardValue, count: pixels * outputStride + 16))
                    var arguments = DepthwiseArguments(
                        input: input.pointer, rowStride: width * pixelStride, columnStride: pixelStride,
                        pixelStride: step * pixelStride, rows: rows, columns: 5, weights: bias.pointer,
                        weightRowStride: 0, weightColumnStride: 0, rowPairs: weights.pointer,
                        output: output.pointer, outputStride: outputStride, pixels: pixels, channels: channels,
                        epilogue: EpilogueArguments(
                            bias: bias.pointer, minimum: -2, maximum: 3, hardSwish: pixels % 3 == 0))
                    kernels.depthwise(&arguments)
                    withExtendedLifetime((input, weights, bias)) {}
                    var wrong = 0
                    for pixel in 0..<pixels {
                        for channel in 0..<outputStride {
                            let value = output[pixel * outputStride + channel]
                            guard channel < channels else {
                                wrong += value == Self.guardValue ? 0 : 1
                                continue
                            }
                            var sum = Double(bias[channel])
                            for row in 0..<rows {
                                for column in 0..<5 {
                                    let place = (channel / 32 * pairs + row / 2) * 5 + column
                                    let lane = channel % 32
                                    let weight = weights[place * 64 + lane % 2 * 32 + lane / 2 * 2 + row % 2]
                                    let x = input[(row * width + pixel * step + column) * pixelStride + channel]
                                    sum += Double(x) * Double(weight)
                                }
                            }
                            let truth = pixels % 3 == 0 ? sum * min(max(sum + 3, 0), 6) / 6 : min(max(sum, -2), 3)
                            wrong += kernels.isNear(value, truth) ? 0 : 1
                        }
                    }
                    #expect(wrong == 0, "\(rows) rows, step \(step), \(pixels) pixels: \(wrong) wrong")
                }
            }
        }
    }

    @Test(arguments: KernelCase.all)
    func poolAndElementwise(kernelCase: KernelCase) {
        let kernels = kernelCase.kernels
        for channels in 1...40 {
            let stride = channels + 1
            // Three rows of ten pixels.
            let input = kernels.map(Self.values(30 * stride + 16, 1))
            for scale: Float in [0, 0.25] {
                let columns = 1 + channels % 7
                let pixels = 1 + (10 - columns) / 2
                let output = kernels.map([Float](repeating: Self.guardValue, count: pixels * stride + 16))
                var arguments = PoolArguments(
                    input: input.pointer, rowStride: 10 * stride, columnStride: stride, pixelStride: 2 * stride,
                    rows: 3, columns: columns, output: output.pointer, outputStride: stride, pixels: pixels,
                    channels: channels, scale: scale)
                kernels.pool(&arguments)
                for pixel in 0..<pixels {
                    for channel in 0..<channels {
                        let taps = (0..<3 * columns).map { tap in
                            input[(tap / columns * 10 + 2 * pixel + tap % columns) * stride + channel]
                        }
                        let truth = scale == 0 ? taps.max()! : taps.reduce(0, +) * scale
                        #expect(kernels.isNear(output[pixel * stride + channel], Double(truth)))
                    }
                    #expect(output[pixel * stride + channels] == Self.guardValue)
                }
            }
            for function in [ElementwiseArguments.Function.add, .multiply, .scale] {
                let output = kernels.map([Float](repeating: Self.guardValue, count: 4 * stride + 16))
                let scale = kernels.map(Self.values(channels + 16, 5))
                // A factor for each of the elements that a matrix product takes at once, the last of which may be missing.
                let step = function == .scale ? kernels.depthStep : 1
                let missing = step > 1 && channels % 2 == 1 ? 1 : 0
                var arguments = ElementwiseArguments(
                    function: function, a: input.pointer, aStride: stride, b: scale.pointer,
                    bStride: function == .scale ? 1 : 0, output: output.pointer, outputStride: stride,
                    pixels: 4 * step - missing, channels: channels, minimum: -1, maximum: 1)
                kernels.elementwise(&arguments)
                withExtendedLifetime(scale) {}
                for pixel in 0..<4 {
                    for channel in 0..<channels {
                        let x = input[pixel * stride + channel]
                        let factor = pixel * step + channel % step
                        let truth =
                            switch function {
                            case .add: min(max(x + scale[channel], -1), 1)
                            case .multiply: min(max(x * scale[channel], -1), 1)
                            case .scale: factor < 4 * step - missing ? x * scale[factor] : 0
                            }
                        #expect(kernels.isNear(output[pixel * stride + channel], Double(truth)))
                    }
                    #expect(output[pixel * stride + channels] == Self.guardValue)
                }
            }
            withExtendedLifetime(input) {}
        }
    }

    @Test(arguments: KernelCase.all)
    func exponentialsStayAccurateAndFinite(kernelCase: KernelCase) {
        let kernels = kernelCase.kernels
        let inputs: [Float] = (-2000...2000).map { Float($0) / 20 } + [1e30, -1e30, .infinity, -.infinity, 0, -0]
        for (function, exact): (ActivationArguments.Function, (Double) -> Double) in [
            (.sigmoid, { 1 / (1 + Self.exp(-$0)) }), (.tanh, { 2 / (1 + Self.exp(-2 * $0)) - 1 }),
        ] {
            let output = kernels.map([Float](repeating: 0, count: inputs.count + 16))
            let padded = kernels.map(inputs + [Float](repeating: 0, count: 16))
            var arguments = ActivationArguments(
                function: function, input: padded.pointer, inputStride: inputs.count, output: output.pointer,
                outputStride: inputs.count, pixels: 1, channels: inputs.count)
            kernels.activation(&arguments)
            withExtendedLifetime(padded) {}
            for index in inputs.indices {
                let (x, y) = (padded[index], output[index])
                let tolerance = kernels.element == .float32 ? 4e-7 : 1.0 / 512
                #expect(abs(Double(y) - exact(Double(x))) < tolerance, "\(function) of \(x) is \(y)")
            }
        }
    }

    /// e^x by its series, so that the emulated run needs no more than arithmetic.
    private static func exp(_ x: Double) -> Double {
        if x > 700 { return .infinity }
        if x < -700 { return 0 }
        let n = (x / 0.6931471805599453).rounded()
        let r = x - n * 0.6931471805599453
        var term = 1.0
        var sum = 1.0
        for k in 1...20 {
            term *= r / Double(k)
            sum += term
        }
        return sum * Double(sign: .plus, exponent: Int(n), significand: 1)
    }

    @Test(arguments: KernelCase.all)
    func rounding(kernelCase: KernelCase) {
        let kernels = kernelCase.kernels
        // Ties, what lies beside them, and the ends of the range.
        let bits: [UInt32] = [
            0x3F80_0000, 0x3F80_7FFF, 0x3F80_8000, 0x3F80_8001, 0x3F81_7FFF, 0x3F81_8000, 0xBF81_8000, 0x7F7F_FFFF,
            0x7F80_0000, 0xFF80_0000, 0, 0x8000_0000,
        ]
        let rounded: [UInt32] = [
            0x3F80_0000, 0x3F80_0000, 0x3F80_0000, 0x3F81_0000, 0x3F81_0000, 0x3F82_0000, 0xBF82_0000, 0x7F80_0000,
            0x7F80_0000, 0xFF80_0000, 0, 0x8000_0000,
        ]
        for count in 1...40 {
            let input = (0..<count + 16).map { Float(bitPattern: bits[$0 % bits.count]) }
            let output = kernels.map([Float](repeating: Self.guardValue, count: count + 16))
            var arguments = RoundingArguments(input: input.pointer, output: output.pointer, count: count)
            kernels.rounding(&arguments)
            withExtendedLifetime(input) {}
            let scalar = kernels.map(input)
            for index in 0..<count {
                let truth = kernels.element == .float32 ? bits : rounded
                #expect(output[index].bitPattern == truth[index % bits.count])
                #expect(scalar[index].bitPattern == truth[index % bits.count])
            }
            #expect(output[count] == Self.guardValue)
        }
        #expect(kernels.map([.nan, -.nan])[0].isNaN)
    }

    /// A NaN must come out as one, or a broken weight would go unseen.
    @Test(arguments: KernelCase.all)
    func clampsKeepNaN(kernelCase: KernelCase) {
        let kernels = kernelCase.kernels
        let input = kernels.map([Float](repeating: .nan, count: 32))
        let output = kernels.map([Float](repeating: 0, count: 32))
        var arguments = ActivationArguments(
            function: .clamp, input: input.pointer, inputStride: 16, output: output.pointer, outputStride: 16,
            pixels: 1,
            channels: 16, minimum: 0, maximum: 6)
        kernelCase.kernels.activation(&arguments)
        withExtendedLifetime(input) {}
        let kept = (0..<16).count { output[$0].isNaN }
        #expect(kept == 16)
    }
}

/// The kernels of an instruction set for one precision.
struct KernelCase: CustomTestStringConvertible {
    let testDescription: String
    let kernels: KernelSet

    static let all = InstructionSet.available.flatMap { set in
        Precision.allCases.compactMap { precision in
            (try? set.kernels(precision)).map {
                KernelCase(testDescription: "\(set.rawValue) \(precision.rawValue)", kernels: $0)
            }
        }
    }
}

/// Memory for a kernel, of its element type.
final class TestMap {
    let pointer: MapPointer

    init(_ values: [Float], _ element: ElementType) {
        pointer = MapPointer(.allocate(byteCount: values.count * element.byteCount, alignment: 64), element)
        pointer.update(from: values, count: values.count)
    }

    deinit { pointer.address.deallocate() }

    subscript(index: Int) -> Float { pointer[index] }
}

extension KernelSet {
    func map(_ values: [Float]) -> TestMap { TestMap(values, element) }

    /// Whether a value is right up to the order of a sum, and to one rounding to an element.
    func isNear(_ value: Float, _ truth: Double) -> Bool {
        let rounded = TestMap([Float(truth)], element)[0]
        if value == rounded { return true }
        // Where the sum is not exact, bfloat16 may be on either side of a tie.
        let tolerance = element == .float32 ? 1e-5 * max(1, abs(truth)) : abs(truth) * (1.001 / 256)
        return abs(Double(value) - truth) <= tolerance
    }
}

extension Array {
    /// For arguments that hold pointers; the array must be kept alive by the caller.
    var pointer: UnsafePointer<Element> { withUnsafeBufferPointer { $0.baseAddress! } }
}
