import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// The sum or product of two maps. Any extent of one map may be 1: the scale of squeeze-and-excite is a single pixel
/// per picture.
struct ElementwiseStep: Step {
    let label: String
    let bytes: Int

    private let kernels: KernelSet
    private let function: ElementwiseArguments.Function
    private let a: MapLayout
    private let b: MapLayout
    private let output: MapLayout
    private let activation: ActivationFunction

    init(
        _ function: ElementwiseArguments.Function, _ activation: Activation?, name: String, a: MapLayout, b: MapLayout,
        output: MapLayout, kernels: KernelSet
    ) {
        label = name
        bytes = 4 * (a.count + b.count + output.count)
        self.kernels = kernels
        self.function = function
        self.a = a
        self.b = b
        self.output = output
        self.activation = ActivationFunction(activation)
    }

    func run(_ context: StepContext) {
        for row in context.share(of: output.batch * output.height) {
            let (image, y) = row.quotientAndRemainder(dividingBy: output.height)
            if a.channels == b.channels {
                var arguments = ElementwiseArguments(
                    function: function, a: context.map(a, start(a, image, y)),
                    aStride: a.width == 1 ? 0 : a.pixelStride,
                    b: context.map(b, start(b, image, y)), bStride: b.width == 1 ? 0 : b.pixelStride,
                    output: context.map(output, start(output, image, y)), outputStride: output.pixelStride,
                    pixels: output.width, channels: output.channels, minimum: activation.minimum,
                    maximum: activation.maximum)
                kernels.elementwise(&arguments)
            } else {
                repeatChannels(context, image, y)
            }
        }
    }

    /// Repeats the single channel of one map over the other's channels.
    private func repeatChannels(_ context: StepContext, _ image: Int, _ y: Int) {
        let result = context.map(output, start(output, image, y))
        let left = context.map(a, start(a, image, y))
        let right = context.map(b, start(b, image, y))
        for x in 0..<output.width {
            for channel in 0..<output.channels {
                let p = left[(a.width == 1 ? 0 : x * a.pixelStride) + (a.channels == 1 ? 0 : channel)]
                let q = right[(b.width == 1 ? 0 : x * b.pixelStride) + (b.channels == 1 ? 0 : channel)]
                let value = function == .add ? p + q : p * q
                result[x * output.pixelStride + channel] = min(max(value, activation.minimum), activation.maximum)
            }
        }
    }

    private func start(_ map: MapLayout, _ image: Int, _ y: Int) -> Int {
        (map.batch == 1 ? 0 : image * map.imageStride) + (map.height == 1 ? 0 : y * map.rowStride)
    }
}
