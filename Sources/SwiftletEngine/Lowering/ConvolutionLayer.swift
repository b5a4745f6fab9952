import SwiftletGraphs
import SwiftletTensors

/// A convolution with its constants and epilogue: a step, or one layer of a fused step.
struct ConvolutionLayer: Sendable {
    var convolution: Convolution
    /// How the layer's constants follow from the network's parameters.
    var parameters: LayerParameters
    var epilogue: Epilogue

    var window: Window { convolution.window }
    var residual: Epilogue.Residual? { epilogue.residual }

    /// Whether each output pixel reads exactly one input pixel, in all channels, of a map of this shape.
    func isPointwise(on input: Shape) -> Bool {
        convolution.groups == 1 && window.kernel == 1 && window.stride == 1
            && window.padding.resolved(input: Size(input.height, input.width), window: window).isZero
    }
}
