import SwiftletGraphs
import SwiftletTensors

/// A transposed convolution. Each output pixel gathers from the input pixels whose kernel reaches it.
struct TransposedConvolutionStep: Step {
    let label: String
    let macs: Int
    let bytes: Int

    private let input: MapLayout
    private let output: MapLayout
    private let convolution: TransposedConvolution
    /// `[kernel height][kernel width][inputs][outputs / groups]`, scaled.
    private let weights: PackedConstants
    private let biases: PackedConstants
    private let top: Int
    private let left: Int

    init(
        _ convolution: TransposedConvolution, _ parameters: LayerParameters, input: MapLayout, output: MapLayout,
        packings: PackingRequests
    ) {
        self.convolution = convolution
        let kernel = convolution.window.kernel
        let outputs = convolution.outputs / convolution.groups
        label = "\(kernel) transposed convolution"
        macs = input.count * outputs * kernel.area
        bytes = 4 * (input.count + output.count + parameters.weightCount)
        self.input = input
        self.output = output
        (top, left) =
            if case .explicit(let top, let left, _, _) = convolution.window.padding { (top, left) } else { (0, 0) }
        weights = packings.weights(
            TransposedTaps(groups: convolution.groups, inputs: input.channels, outputs: outputs, taps: kernel.area),
            of: parameters, channels: convolution.outputs)
        biases = packings.constants(
            ChannelBiases(channels: convolution.outputs, padded: convolution.outputs), of: parameters)
    }

    /// Room for a pixel's sums.
    var scratchBytes: Int { output.channels * MemoryLayout<Float>.size }

    func run(_ context: StepContext) {
        let window = convolution.window
        let outputs = convolution.outputs / convolution.groups
        let inputs = input.channels / convolution.groups
        /// The input position that tap `tap` carries to `position`, if there is one.
        func source(_ position: Int, _ tap: Int, _ dilation: Int, _ stride: Int, _ extent: Int) -> Int? {
            let offset = position - tap * dilation
            return offset >= 0 && offset % stride == 0 && offset / stride < extent ? offset / stride : nil
        }
        for line in context.share(of: output.batch * output.height) {
            let (image, y) = line.quotientAndRemainder(dividingBy: output.height)
            for x in 0..<output.width {
                let target = context.map(
                    output, image * output.imageStride + y * output.rowStride + x * output.pixelStride)
                let sums = context.scratchFloats
                sums.update(from: biases.floats, count: output.channels)
                for ky in 0..<window.kernel.height {
                    guard let sy = source(y + top, ky, window.dilation.height, window.stride.height, input.height)
                    else { continue }
                    for kx in 0..<window.kernel.width {
                        guard let sx = source(x + left, kx, window.dilation.width, window.stride.width, input.width)
                        else { continue }
                        let pixel = context.map(
                            input, image * input.imageStride + sy * input.rowStride + sx * input.pixelStride)
                        var weight = weights.floats + (ky * window.kernel.width + kx) * input.channels * outputs
                        for channel in 0..<input.channels {
                            let value = pixel[channel]
                            let group = sums + channel / inputs * outputs
                            for column in 0..<outputs { group[column] += value * weight[column] }
                            weight += outputs
                        }
                    }
                }
                target.update(from: sums, count: output.channels)
            }
        }
    }
}
