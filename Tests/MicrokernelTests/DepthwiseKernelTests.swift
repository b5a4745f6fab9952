import SwiftletEngine
import Testing
import _SwiftletMicrokernelInterface

/// The depthwise convolution against the sum that it stands for: every window, stride and run of pixels. Guard values surround
/// the memory that it may write.
@Suite struct DepthwiseKernelTests {
    @Test(arguments: KernelCase.all)
    func everyWindow(kernelCase: KernelCase) {
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
                        let input = kernels.map(KernelCase.values(max(1, rows) * rowStride + 16, 1))
                        let weights = KernelCase.values(max(1, rows) * columns * padded + 16, 2)
                        let bias = KernelCase.values(padded, 3)
                        let output = kernels.guarded(pixels * (channels + 3) + 16)
                        var arguments = DepthwiseArguments(
                            input: input.pointer, rowStride: rowStride, columnStride: pixelStride,
                            pixelStride: step * pixelStride, rows: rows, columns: columns, weights: weights.pointer,
                            weightRowStride: columns * padded, weightColumnStride: padded,
                            output: output.pointer, outputStride: channels + 3, pixels: pixels, channels: channels,
                            epilogue: EpilogueArguments(
                                bias: bias.pointer, minimum: -2, maximum: 3, hardSwish: pixels % 3 == 0))
                        kernels.depthwise(&arguments)
                        withExtendedLifetime((input, weights, bias)) {}
                        let wrong = kernels.wrongElements(of: output, arguments) { pixel, channel in
                            var sum = Double(bias[channel])
                            for row in 0..<rows {
                                for column in 0..<columns {
                                    let x = row * rowStride + (pixel * step + column) * pixelStride + channel
                                    let weight = (row * columns + column) * padded + channel
                                    sum += Double(input[x]) * Double(weights[weight])
                                }
                            }
                            return sum
                        }
                        #expect(wrong == 0, "\(rows) × \(columns), step \(step), \(pixels) pixels: \(wrong) wrong")
                    }
                }
            }
        }
    }

    /// The kernels that take two rows of a window at once.
    @Test(arguments: KernelCase.all.filter { $0.kernels.element == .bfloat16 })
    func rowPairs(kernelCase: KernelCase) {
        let kernels = kernelCase.kernels
        for rows in 1...6 {
            for step in 1...2 {
                for pixels in 1...14 {
                    let channels = 1 + (pixels * 13 + rows) % 71
                    let pixelStride = channels + 2
                    let blocks = (channels + 31) / 32
                    let width = (pixels - 1) * step + 5
                    let input = kernels.map(KernelCase.values(rows * width * pixelStride + 16, 1))
                    let pairs = (rows + 1) / 2
                    let weights = kernels.map(
                        KernelCase.values(blocks * pairs * 5 * 64, 2).enumerated().map { index, value in
                            // The row below the last one has no weights.
                            index / 320 % pairs * 2 + index % 2 < rows ? value : 0
                        })
                    let bias = KernelCase.values(32 * blocks, 3)
                    let output = kernels.guarded(pixels * (channels + 3) + 16)
                    var arguments = DepthwiseArguments(
                        input: input.pointer, rowStride: width * pixelStride, columnStride: pixelStride,
                        pixelStride: step * pixelStride, rows: rows, columns: 5, weights: bias.pointer,
                        weightRowStride: 0, weightColumnStride: 0, rowPairs: weights.pointer,
                        output: output.pointer, outputStride: channels + 3, pixels: pixels, channels: channels,
                        epilogue: EpilogueArguments(
                            bias: bias.pointer, minimum: -2, maximum: 3, hardSwish: pixels % 3 == 0))
                    kernels.depthwise(&arguments)
                    withExtendedLifetime((input, weights, bias)) {}
                    let wrong = kernels.wrongElements(of: output, arguments) { pixel, channel in
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
                        return sum
                    }
                    #expect(wrong == 0, "\(rows) rows, step \(step), \(pixels) pixels: \(wrong) wrong")
                }
            }
        }
    }
}

extension KernelSet {
    /// The number of wrong elements in the output of a depthwise convolution.
    /// - Parameter sum: The sum of a pixel and a channel, before clamp or hard swish.
    fileprivate func wrongElements(
        of output: TestMap, _ arguments: DepthwiseArguments, sum: (_ pixel: Int, _ channel: Int) -> Double
    ) -> Int {
        var wrong = 0
        for pixel in 0..<arguments.pixels {
            for channel in 0..<arguments.outputStride {
                let value = output[pixel * arguments.outputStride + channel]
                guard channel < arguments.channels else {
                    wrong += value == KernelCase.guardValue ? 0 : 1
                    continue
                }
                let sum = sum(pixel, channel)
                let truth =
                    arguments.epilogue.hardSwish
                    ? sum * min(max(sum + 3, 0), 6) / 6
                    : min(max(sum, Double(arguments.epilogue.minimum)), Double(arguments.epilogue.maximum))
                wrong += isNear(value, truth) ? 0 : 1
            }
        }
        return wrong
    }
}
