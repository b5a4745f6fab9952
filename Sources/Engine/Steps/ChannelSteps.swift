import Graphs

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

// Steps that look at all channels of a pixel at once.

/// e^x over the sum of e^x, along the channels.
struct SoftmaxStep: Step {
    let label = "softmax"
    let sources: [String]
    let bytes: Int
    private let input: MapLayout
    private let output: MapLayout

    init(_ node: FusedNode, input: MapLayout, output: MapLayout) {
        sources = node.sources
        bytes = 8 * input.pixels * input.channels
        self.input = input
        self.output = output
    }

    func run(_ context: StepContext) {
        for pixel in context.share(of: input.pixels) {
            let source = context.read(input.offset + pixel * input.pixelStride)
            let target = context.write(output.offset + pixel * output.pixelStride)
            var largest = -Float.infinity
            for channel in 0..<input.channels { largest = max(largest, source[channel]) }
            var sum = 0.0
            for channel in 0..<input.channels {
                let value = exp(source[channel] - largest)
                target[channel] = value
                sum += Double(value)
            }
            let scale = Float(1 / sum)
            for channel in 0..<input.channels { target[channel] *= scale }
        }
    }
}

/// AlexNet §3.3 as PyTorch computes it: `x / (k + α / size · Σ x²)^β` over `size` channels around each.
struct LocalResponseNormalizationStep: Step {
    let label = "local response norm"
    let sources: [String]
    let bytes: Int
    private let norm: LocalResponseNormalization
    private let input: MapLayout
    private let output: MapLayout

    init(_ node: FusedNode, _ norm: LocalResponseNormalization, input: MapLayout, output: MapLayout) {
        sources = node.sources
        bytes = 8 * input.pixels * input.channels
        self.norm = norm
        self.input = input
        self.output = output
    }

    func run(_ context: StepContext) {
        let scale = Float(norm.alpha / Double(norm.size))
        let k = Float(norm.k)
        let beta = Float(norm.beta)
        let before = norm.size / 2
        let after = norm.size - before - 1
        for pixel in context.share(of: input.pixels) {
            let source = context.read(input.offset + pixel * input.pixelStride)
            let target = context.write(output.offset + pixel * output.pixelStride)
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
