import SwiftletEngine
import Testing
import _SwiftletMicrokernelInterface

/// Pools, sums and products of maps against their definitions. Guard values surround the memory that the kernels may write.
@Suite struct PoolKernelTests {
    @Test(arguments: KernelCase.all)
    func poolAndElementwise(kernelCase: KernelCase) {
        let kernels = kernelCase.kernels
        for channels in 1...40 {
            let stride = channels + 1
            // Three rows of ten pixels.
            let input = kernels.map(KernelCase.values(30 * stride + 16, 1))
            for scale: Float in [0, 0.25] {
                let columns = 1 + channels % 7
                let pixels = 1 + (10 - columns) / 2
                let output = kernels.guarded(pixels * stride + 16)
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
                    #expect(output[pixel * stride + channels] == KernelCase.guardValue)
                }
            }
            for function in [ElementwiseArguments.Function.add, .multiply, .scale] {
                let output = kernels.guarded(4 * stride + 16)
                let scale = kernels.map(KernelCase.values(channels + 16, 5))
                // One factor for each element that a matrix product takes at once. The last factor may be missing.
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
                    #expect(output[pixel * stride + channels] == KernelCase.guardValue)
                }
            }
            withExtendedLifetime(input) {}
        }
    }
}
