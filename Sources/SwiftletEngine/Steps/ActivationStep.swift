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

    init(_ activation: Activation, input: MapLayout, output: MapLayout, kernels: KernelSet) {
        let function = ActivationFunction(activation)
        let slopes = ActivationFunction.slopes(activation, channels: input.channels)
        self.init(activation.name, function, function.function ?? .clamp, slopes, input, output, kernels)
    }

    /// PReLU with one slope per channel, or one for all.
    init(parametricReLU slopes: Tensor, input: MapLayout, output: MapLayout, kernels: KernelSet) {
        var slopes = slopes.floats()
        if slopes.count == 1 { slopes = [Float](repeating: slopes[0], count: input.channels) }
        self.init(
            "PReLU", ActivationFunction(nil), .parametricReLU, PackedConstants(slopes, paddedTo: input.channels), input,
            output, kernels)
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
