import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// An activation that is not fused into another step, or PReLU.
struct ActivationStep: Step {
    let label: String
    let bytes: Int

    private let kernels: KernelSet
    private let input: MapLayout
    private let output: MapLayout
    private let activation: ActivationFunction
    private let function: ActivationArguments.Function
    private let slopes: PackedConstants?

    init(
        _ activation: Activation, input: MapLayout, output: MapLayout, kernels: KernelSet, packings: PackingRequests
    ) {
        let function = ActivationFunction(activation)
        let slopes = packings.slopes(activation, channels: input.channels)
        self.init(activation.name, function, function.function ?? .clamp, slopes, input, output, kernels)
    }

    /// PReLU: one slope a channel, or one for all.
    init(
        parametricReLU parameters: LayerParameters, input: MapLayout, output: MapLayout, kernels: KernelSet,
        packings: PackingRequests
    ) {
        let slopes = packings.constants(ChannelVector(count: input.channels), of: parameters)
        self.init("PReLU", ActivationFunction(nil), .parametricReLU, slopes, input, output, kernels)
    }

    private init(
        _ label: String, _ activation: ActivationFunction, _ function: ActivationArguments.Function,
        _ slopes: PackedConstants?, _ input: MapLayout, _ output: MapLayout, _ kernels: KernelSet
    ) {
        self.label = label
        bytes = 8 * input.count
        self.kernels = kernels
        self.input = input
        self.output = output
        self.activation = activation
        self.function = function
        self.slopes = slopes
    }

    func run(_ context: StepContext) {
        let pixels = context.share(of: input.pixels)
        var arguments = ActivationArguments(
            function: function, input: context.map(input, pixels.lowerBound * input.pixelStride),
            inputStride: input.pixelStride,
            output: context.map(output, pixels.lowerBound * output.pixelStride),
            outputStride: output.pixelStride, pixels: pixels.count, channels: input.channels,
            minimum: activation.minimum, maximum: activation.maximum,
            slopes: slopes.map { UnsafePointer($0.floats) })
        kernels.activation(&arguments)
    }
}
