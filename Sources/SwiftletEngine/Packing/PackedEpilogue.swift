import SwiftletGraphs
import _SwiftletMicrokernelInterface

/// What follows a layer's sums, with its constants as kernels read them.
struct PackedEpilogue: Sendable {
    let biases: PackedConstants
    private let slopes: PackedConstants?
    private let activation: ActivationFunction
    private let combination: EpilogueArguments.Combination

    /// - Parameters:
    ///   - channels: Output channels, with the zeros that follow them.
    ///   - knowsHardSwish: Whether the kernel has hard swish among its own activations.
    init(
        _ epilogue: Epilogue, biases: PackedConstants, channels: Int, knowsHardSwish: Bool,
        packings: PackingRequests
    ) {
        self.biases = biases
        slopes = packings.slopes(epilogue.activation, channels: channels)
        activation = ActivationFunction(epilogue.activation, knowsHardSwish: knowsHardSwish)
        combination = epilogue.residual?.combination ?? .addBeforeClamp
    }

    /// Whether a function runs over the results after the kernel has stored them.
    var hasFunction: Bool { activation.function != nil }

    /// What the kernel itself applies, from output `channel` on.
    ///
    /// - Parameter bias: Where that channel's bias lies, if groups are padded; at `channel` unless given.
    func arguments(from channel: Int, bias: Int? = nil) -> EpilogueArguments {
        EpilogueArguments(
            bias: biases.floats + (bias ?? channel), combination: combination, minimum: activation.minimum,
            maximum: activation.maximum, hardSwish: activation.isHardSwish)
    }

    /// Applies a function that is not a clamp to pixels that have just been stored, the first channel being `channel`.
    func finish(_ output: MapPointer, stride: Int, pixels: Int, channels: Int, channel: Int, kernels: KernelSet) {
        activation.apply(
            to: output, stride: stride, pixels: pixels, channels: channels,
            slopes: slopes.map { UnsafePointer($0.floats + channel) }, kernels: kernels)
    }

    func finish(_ product: MatrixProductArguments, channel: Int, kernels: KernelSet) {
        finish(
            product.c, stride: product.cStride, pixels: product.rows, channels: product.columns, channel: channel,
            kernels: kernels)
    }

    func finish(_ run: DepthwiseArguments, channel: Int, kernels: KernelSet) {
        finish(
            run.output, stride: run.outputStride, pixels: run.pixels, channels: run.channels, channel: channel,
            kernels: kernels)
    }
}
