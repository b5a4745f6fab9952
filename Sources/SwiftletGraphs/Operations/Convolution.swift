import SwiftletTensors

/// Cross-correlation with optional bias.
public struct Convolution: Hashable, Sendable {
    public var outputs: Int
    public var window: Window
    public var groups: Int
    /// The key of `[outputs, inputs / groups, kernel height, kernel width]`.
    public var weight: String
    /// The key of `[outputs]`.
    public var bias: String?

    public init(outputs: Int, window: Window, groups: Int = 1, weight: String, bias: String? = nil) {
        self.outputs = outputs
        self.window = window
        self.groups = groups
        self.weight = weight
        self.bias = bias
    }
}

extension Convolution: OperationDefinition {
    package var name: String { "convolution" }
    package var options: [String] {
        window.options + (groups == 1 ? [] : ["\(groups) groups"]) + (bias == nil ? ["no bias"] : [])
    }
    package var arity: Arity { .one }
    package var parameters: [ParameterSlot] {
        let slot = ParameterSlot(.weight, weight) { [self] input in
            [outputs, groups > 0 ? input.channelCount / groups : 0, window.kernel.height, window.kernel.width]
        }
        return [slot] + ParameterSlot.bias(bias, outputs)
    }
    package var elements: ElementRule { .computed }
    package var mapScale: MapScale { .reduced(by: window.stride) }
    package var isView: Bool { false }
    package var onnxOperators: [String] { ["Conv"] }

    package func outputShape(_ inputs: [Shape]) throws(TypeMismatch) -> Shape {
        let x = try inputs[0].asMap()
        try divides(groups, x.channels, "input channels")
        try divides(groups, outputs, "output channels")
        let size = try window.output(of: x)
        return try checked([x.batch, outputs, size.height, size.width])
    }

    package func macs(_ shapes: NodeShapes) -> Int {
        .saturatingProduct(shapes.output.count, shapes.input.channels / groups, window.kernel.area)
    }
}

extension Value {
    /// A convolution with weight `name.weight`, `[outputs, channels / groups, kernel height, kernel width]`.
    public func conv(
        _ name: String, _ outputs: Int, kernel: Size, stride: Size = 1, padding: Padding = .none, dilation: Size = 1,
        groups: Int = 1, bias: Bool = true
    ) -> Value {
        let path = builder.path(name)
        let window = Window(kernel: kernel, stride: stride, padding: padding, dilation: dilation)
        let operation = Convolution(
            outputs: outputs, window: window, groups: groups, weight: path + ".weight",
            bias: bias ? path + ".bias" : nil)
        return appending(.convolution(operation), name: name)
    }
}
