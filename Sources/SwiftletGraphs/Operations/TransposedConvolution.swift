import SwiftletTensors

/// The gradient of a convolution with respect to its input, which enlarges maps.
public struct TransposedConvolution: Hashable, Sendable {
    public var outputs: Int
    /// The padding is removed from the output.
    public var window: Window
    public var outputPadding: Size
    public var groups: Int
    /// The key of `[inputs, outputs / groups, kernel height, kernel width]`.
    public var weight: String
    /// The key of `[outputs]`.
    public var bias: String?

    public init(
        outputs: Int, window: Window, outputPadding: Size = 0, groups: Int = 1, weight: String, bias: String? = nil
    ) {
        self.outputs = outputs
        self.window = window
        self.outputPadding = outputPadding
        self.groups = groups
        self.weight = weight
        self.bias = bias
    }
}

extension TransposedConvolution: OperationDefinition {
    package var name: String { "transposed convolution" }
    package var options: [String] {
        window.options + (outputPadding == 0 ? [] : ["output padding \(outputPadding)"])
            + (groups == 1 ? [] : ["\(groups) groups"]) + (bias == nil ? ["no bias"] : [])
    }
    package var arity: Arity { .one }
    package var parameters: [ParameterSlot] {
        let slot = ParameterSlot(.weight, weight) { [self] input in
            [input.channelCount, groups > 0 ? outputs / groups : 0, window.kernel.height, window.kernel.width]
        }
        return [slot] + ParameterSlot.bias(bias, outputs)
    }
    package var elements: ElementRule { .computed }
    package var mapScale: MapScale { .enlarged(by: window.stride) }
    package var isView: Bool { false }
    package var onnxOperators: [String] { ["ConvTranspose"] }

    package func outputShape(_ inputs: [Shape]) throws(TypeMismatch) -> Shape {
        let x = try inputs[0].asMap()
        try divides(groups, x.channels, "input channels")
        try divides(groups, outputs, "output channels")
        let size = try outputSize(x)
        return try checked([x.batch, outputs, size.height, size.width])
    }

    private func outputSize(_ input: Shape) throws(TypeMismatch) -> Size {
        guard case .explicit(let top, let left, let bottom, let right) = window.padding else {
            throw TypeMismatch("a transposed convolution takes explicit padding")
        }
        let size = Size(
            (input.height - 1) * window.stride.height - top - bottom + window.span.height + outputPadding.height,
            (input.width - 1) * window.stride.width - left - right + window.span.width + outputPadding.width)
        guard size.height > 0, size.width > 0 else {
            throw TypeMismatch("a padding of \(window.padding) leaves nothing of the output")
        }
        return size
    }

    package func macs(_ shapes: NodeShapes) -> Int {
        .saturatingProduct(shapes.input.count, outputs / groups, window.kernel.area)
    }
}

extension Value {
    /// A transposed convolution with weight `name.weight`, `[channels, outputs / groups, kernel height, kernel width]`.
    public func transposedConv(
        _ name: String, _ outputs: Int, kernel: Size, stride: Size = 1, padding: Padding = .none,
        outputPadding: Size = 0, groups: Int = 1, bias: Bool = true
    ) -> Value {
        let path = builder.path(name)
        let operation = TransposedConvolution(
            outputs: outputs, window: Window(kernel: kernel, stride: stride, padding: padding),
            outputPadding: outputPadding, groups: groups, weight: path + ".weight", bias: bias ? path + ".bias" : nil)
        return appending(.transposedConvolution(operation), name: name)
    }
}
