import SwiftletGraphs
import SwiftletTensors

/// A convolution with its constants and what follows its sums: a step of its own, or part of a step that computes several.
struct ConvolutionLayer: Sendable {
    var convolution: Convolution
    /// `[outputs, inputs / groups, kernel height, kernel width]`, as it came.
    var weight: Tensor
    /// A factor for each output channel of ``weight``, from a folded batch norm.
    var weightScale: [Float]?
    var epilogue: Epilogue

    var window: Window { convolution.window }
    var residual: Epilogue.Residual? { epilogue.residual }

    /// Whether the convolution reads each pixel of a map of that size once, all channels of it.
    func isPointwise(on input: Shape) -> Bool {
        convolution.groups == 1 && window.kernel == 1 && window.stride == 1
            && window.padding.resolved(input: Size(input.height, input.width), window: window).isZero
    }
}
