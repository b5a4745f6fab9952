import SwiftletGraphs

/// ConvNeXt's layer norm: `(x − mean) / √(variance + ε) · weight + bias` over the channels of each pixel.
struct LayerNorm2dStep: MapStep {
    let label: String
    let maps: MapToMap
    private let epsilon: Double
    private let weight: PackedConstants
    private let bias: PackedConstants

    init(_ node: FusedNode, _ norm: LayerNorm2d, input: MapLayout, output: MapLayout) {
        label = node.operation.name
        maps = MapToMap(node, input, output)
        epsilon = norm.epsilon
        weight = PackedConstants(node.weight?.floats() ?? [], paddedTo: input.channels)
        bias = PackedConstants(node.bias ?? [], paddedTo: input.channels)
    }

    var bytes: Int { MemoryLayout<Float>.size * 2 * (input.pixels + 1) * input.channels }
    var scratchElements: Int { 2 * input.channels }

    func run(_ context: StepContext) {
        let differences = context.scratchFloats
        let (weight, bias) = (weight.floats, bias.floats)
        let channels = Double(input.channels)
        for pixel in context.share(of: input.pixels) {
            let source = context.read(input.offset + pixel * input.pixelStride)
            let target = context.write(output.offset + pixel * output.pixelStride)
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
