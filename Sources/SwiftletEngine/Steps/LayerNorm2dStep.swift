import SwiftletGraphs

/// ConvNeXt's layer norm: `(x − mean) / √(variance + ε) · weight + bias` over the channels of each pixel.
struct LayerNorm2dStep: MapStep {
    let label = "layer norm"
    let input: MapLayout
    let output: MapLayout
    private let epsilon: Double
    private let weight: PackedConstants
    private let bias: PackedConstants

    init(
        _ norm: LayerNorm2d, _ parameters: LayerParameters, input: MapLayout, output: MapLayout,
        packings: PackingRequests
    ) {
        self.input = input
        self.output = output
        epsilon = norm.epsilon
        let channels = input.channels
        weight = packings.constants(ChannelVector(count: channels), of: parameters)
        bias = packings.constants(ChannelBiases(channels: channels, padded: channels), of: parameters)
    }

    var bytes: Int { MemoryLayout<Float>.size * 2 * (input.pixels + 1) * input.channels }
    var scratchBytes: Int { input.channels * MemoryLayout<Float>.size }

    func run(_ context: StepContext) {
        let differences = context.scratchFloats
        let (weight, bias) = (weight.floats, bias.floats)
        let channels = Double(input.channels)
        for pixel in context.share(of: input.pixels) {
            let source = context.map(input, pixel * input.pixelStride)
            let target = context.map(output, pixel * output.pixelStride)
            var sum = 0.0
            for channel in 0..<input.channels { sum += Double(source[channel]) }
            let mean = sum / channels
            // The squares of differences from the mean: where the mean is large, the squares of the values would cancel.
            var squares = 0.0
            for channel in 0..<input.channels {
                let difference = Double(source[channel]) - mean
                differences[channel] = Float(difference)
                squares += difference * difference
            }
            let scale = Float(1 / (squares / channels + epsilon).squareRoot())
            for channel in 0..<input.channels {
                target[channel] = differences[channel] * scale * weight[channel] + bias[channel]
            }
        }
    }
}
