import Engine
import Testing
import _MicrokernelInterface

/// Each kernel against the sum that it stands for, over every tile and tail, with guards around what it may write.
///
/// The suite needs nothing but the kernels, so that it can run on an emulated CPU without AVX.
@Suite struct KernelTests {
    /// Values that repeat after a prime number, small enough for exact sums in float.
    private static func values(_ count: Int, _ seed: Int) -> [Float] {
        (0..<count).map { Float(($0 * 7 + seed * 13) % 31 - 15) / 8 }
    }

    private static let guardValue: Float = 12345

    /// What a matrix product does with its sums.
    private enum Epilogue: CaseIterable {
        case clamp, hardSwish, addBeforeClamp, addAfterClamp, interleave

        var combination: MatrixProductArguments.Combination? {
            switch self {
            case .clamp, .hardSwish: nil
            case .addBeforeClamp: .addBeforeClamp
            case .addAfterClamp: .addAfterClamp
            case .interleave: .interleave
            }
        }
    }

    @Test(arguments: InstructionSet.available)
    func matrixProduct(set: InstructionSet) {
        let kernels = set.kernels
        let panel = kernels.panelColumns
        for rows in 1...kernels.tileRows {
            for columns in 1...(2 * panel + 1) {
                for (segments, depth) in [(1, 1), (1, 7), (3, 5)] {
                    for epilogue in Epilogue.allCases {
                        let stride = depth + 3
                        let a = Self.values(segments * 100 + rows * stride, 1)
                        let offsets = (0..<segments).map { $0 * 100 }
                        let panels = (columns + panel - 1) / panel
                        let b = Self.values(panels * segments * depth * panel, 2)
                        let bias = Self.values(panels * panel, 3)
                        let spread = epilogue == .interleave ? 2 : 1
                        let cStride = spread * columns + 5
                        let other = Self.values(rows * cStride + panel, 4)
                        var c = [Float](repeating: Self.guardValue, count: rows * cStride + panel)
                        var arguments = MatrixProductArguments(
                            a: a.pointer, aStride: stride, segmentOffsets: offsets.pointer, segments: segments,
                            depth: depth, b: b.pointer, bias: bias.pointer, c: &c, cStride: cStride,
                            other: epilogue.combination == nil ? nil : other.pointer, otherStride: cStride,
                            combination: epilogue.combination ?? .addBeforeClamp, minimum: -3, maximum: 4,
                            hardSwish: epilogue == .hardSwish, rows: rows, columns: columns)
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
                                            column / panel * segments * depth * panel
                                            + (segment * depth + k) * panel + column % panel
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
                                wrong += abs(Double(value) - truth) <= 1e-5 * max(1, abs(truth)) ? 0 : 1
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

    @Test(arguments: InstructionSet.available)
    func depthwise(set: InstructionSet) {
        let kernels = set.kernels
        for columns in 1...6 {
            for rows in [0, 1, 3] {
                for step in 1...3 {
                    for pixels in 1...16 {
                        let channels = 1 + (pixels * 11 + columns) % 37
                        let pixelStride = channels + 2
                        let padded = (channels + 15) / 16 * 16
                        let width = (pixels - 1) * step + columns
                        let rowStride = width * pixelStride
                        let input = Self.values(max(1, rows) * rowStride + 16, 1)
                        let weights = Self.values(max(1, rows) * columns * padded + 16, 2)
                        let bias = Self.values(padded, 3)
                        let outputStride = channels + 3
                        var output = [Float](repeating: Self.guardValue, count: pixels * outputStride + 16)
                        var arguments = DepthwiseArguments(
                            input: input.pointer, rowStride: rowStride, columnStride: pixelStride,
                            pixelStride: step * pixelStride, rows: rows, columns: columns, weights: weights.pointer,
                            weightRowStride: columns * padded, weightColumnStride: padded, bias: bias.pointer,
                            output: &output, outputStride: outputStride, pixels: pixels, channels: channels,
                            minimum: -2, maximum: 3, hardSwish: pixels % 3 == 0)
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
                                wrong += abs(Double(value) - truth) <= 1e-5 * max(1, abs(truth)) ? 0 : 1
                            }
                        }
                        #expect(wrong == 0, "\(rows) × \(columns), step \(step), \(pixels) pixels: \(wrong) wrong")
                    }
                }
            }
        }
    }

    @Test(arguments: InstructionSet.available)
    func poolAndElementwise(set: InstructionSet) {
        let kernels = set.kernels
        for channels in 1...40 {
            let stride = channels + 1
            // Three rows of ten pixels.
            let input = Self.values(30 * stride + 16, 1)
            for scale: Float in [0, 0.25] {
                let columns = 1 + channels % 7
                let pixels = 1 + (10 - columns) / 2
                var output = [Float](repeating: Self.guardValue, count: pixels * stride + 16)
                var arguments = PoolArguments(
                    input: input.pointer, rowStride: 10 * stride, columnStride: stride, pixelStride: 2 * stride,
                    rows: 3, columns: columns, output: &output, outputStride: stride, pixels: pixels,
                    channels: channels, scale: scale)
                kernels.pool(&arguments)
                for pixel in 0..<pixels {
                    for channel in 0..<channels {
                        let taps = (0..<3 * columns).map { tap in
                            input[(tap / columns * 10 + 2 * pixel + tap % columns) * stride + channel]
                        }
                        let truth = scale == 0 ? taps.max()! : taps.reduce(0, +) * scale
                        #expect(abs(output[pixel * stride + channel] - truth) < 1e-5)
                    }
                    #expect(output[pixel * stride + channels] == Self.guardValue)
                }
            }
            for function in [ElementwiseArguments.Function.add, .multiply, .scale] {
                var output = [Float](repeating: Self.guardValue, count: 4 * stride + 16)
                let scale = Self.values(channels + 16, 5)
                var arguments = ElementwiseArguments(
                    function: function, a: input.pointer, aStride: stride, b: scale.pointer,
                    bStride: function == .scale ? 1 : 0,
                    output: &output, outputStride: stride, pixels: 4, channels: channels, minimum: -1, maximum: 1)
                kernels.elementwise(&arguments)
                withExtendedLifetime(scale) {}
                for pixel in 0..<4 {
                    for channel in 0..<channels {
                        let x = input[pixel * stride + channel]
                        let truth =
                            switch function {
                            case .add: min(max(x + scale[channel], -1), 1)
                            case .multiply: min(max(x * scale[channel], -1), 1)
                            case .scale: x * scale[pixel]
                            }
                        #expect(abs(output[pixel * stride + channel] - truth) < 1e-6)
                    }
                    #expect(output[pixel * stride + channels] == Self.guardValue)
                }
            }
            withExtendedLifetime(input) {}
        }
    }

    @Test(arguments: InstructionSet.available)
    func exponentialsStayAccurateAndFinite(set: InstructionSet) {
        let kernels = set.kernels
        let inputs: [Float] = (-2000...2000).map { Float($0) / 20 } + [1e30, -1e30, .infinity, -.infinity, 0, -0]
        for (function, exact): (ActivationArguments.Function, (Double) -> Double) in [
            (.sigmoid, { 1 / (1 + Self.exp(-$0)) }), (.tanh, { 2 / (1 + Self.exp(-2 * $0)) - 1 }),
        ] {
            var output = [Float](repeating: 0, count: inputs.count + 16)
            let padded = inputs + [Float](repeating: 0, count: 16)
            var arguments = ActivationArguments(
                function: function, input: padded.pointer, inputStride: inputs.count, output: &output,
                outputStride: inputs.count, pixels: 1, channels: inputs.count)
            kernels.activation(&arguments)
            withExtendedLifetime(padded) {}
            for (x, y) in zip(inputs, output) {
                #expect(abs(Double(y) - exact(Double(x))) < 4e-7, "\(function) of \(x) is \(y)")
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

    /// A NaN must come out as one, or a broken weight would go unseen.
    @Test(arguments: InstructionSet.available)
    func clampsKeepNaN(set: InstructionSet) {
        let input = [Float](repeating: .nan, count: 32)
        var output = [Float](repeating: 0, count: 32)
        var arguments = ActivationArguments(
            function: .clamp, input: input.pointer, inputStride: 16, output: &output, outputStride: 16, pixels: 1,
            channels: 16, minimum: 0, maximum: 6)
        set.kernels.activation(&arguments)
        withExtendedLifetime(input) {}
        let kept = output.prefix(16).filter { $0.isNaN }.count
        #expect(kept == 16)
    }
}

extension Array {
    /// For arguments that hold pointers; the array must be kept alive by the caller.
    var pointer: UnsafePointer<Element> { withUnsafeBufferPointer { $0.baseAddress! } }
}
