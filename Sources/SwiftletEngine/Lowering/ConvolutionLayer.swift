import SwiftletGraphs
import SwiftletTensors

/// A convolution with its constants and what follows its sums: a step of its own, or part of a step that computes several.
struct ConvolutionLayer: Sendable {
    var convolution: Convolution
    /// How the layer's constants follow from the network's parameters.
    var parameters: LayerParameters
    var epilogue: Epilogue

    var window: Window { convolution.window }
    var residual: Epilogue.Residual? { epilogue.residual }

    /// Whether the convolution reads each pixel of a map of that size once, all channels of it.
    func isPointwise(on input: Shape) -> Bool {
        convolution.groups == 1 && window.kernel == 1 && window.stride == 1
            && window.padding.resolved(input: Size(input.height, input.width), window: window).isZero
    }
}
