import SwiftletGraphs
import _SwiftletLibC

// Steps that read all channels of a pixel at once.

/// e^x divided by the sum of e^x over the channels.
struct SoftmaxStep: MapStep {
    let label = "softmax"
    let input: MapLayout
    let output: MapLayout

    init(input: MapLayout, output: MapLayout) {
        self.input = input
        self.output = output
    }

    var scratchBytes: Int { input.channels * MemoryLayout<Float>.size }

    func run(_ context: StepContext) {
        let exponentials = context.scratchFloats
        for pixel in context.share(of: input.pixels) {
            let source = context.map(input, pixel * input.pixelStride)
            let target = context.map(output, pixel * output.pixelStride)
            var largest = -Float.infinity
            for channel in 0..<input.channels { largest = max(largest, source[channel]) }
            var sum = 0.0
            for channel in 0..<input.channels {
                let value = exp(source[channel] - largest)
                exponentials[channel] = value
                sum += Double(value)
            }
            let scale = Float(1 / sum)
            for channel in 0..<input.channels { target[channel] = exponentials[channel] * scale }
        }
    }
}

/// Local response normalization (AlexNet §3.3) as in PyTorch: `x / (k + α / size · Σ x²)^β` over the `size` channels
/// around each.
struct LocalResponseNormalizationStep: MapStep {
    let label = "local response norm"
    let input: MapLayout
    let output: MapLayout
    private let norm: LocalResponseNormalization

    init(_ norm: LocalResponseNormalization, input: MapLayout, output: MapLayout) {
        self.input = input
        self.output = output
        self.norm = norm
    }

    func run(_ context: StepContext) {
        let scale = Float(norm.alpha / Double(norm.size))
        let k = Float(norm.k)
        let beta = Float(norm.beta)
        let before = norm.size / 2
        let after = norm.size - before - 1
        for pixel in context.share(of: input.pixels) {
            let source = context.map(input, pixel * input.pixelStride)
            let target = context.map(output, pixel * output.pixelStride)
            for channel in 0..<input.channels {
                var sum: Float = 0
                for other in max(0, channel - before)...min(input.channels - 1, channel + after) {
                    sum += source[other] * source[other]
                }
                target[channel] = source[channel] / pow(k + scale * sum, beta)
            }
        }
    }
}
