import SwiftletGraphs
import SwiftletTensors

extension Translator {
    func convolutionOperator() throws(ONNXError) {
        let x = try mapInput(0)
        let weight = try kernelInput()
        let groups = try node.integer("group", default: 1)
        let window = try self.window(kernel: Size(weight.extents[2], weight.extents[3]))
        let (path, key) = layer(weight)
        let bias = try biasInput(2, outputs: weight.extents[0])
        let operation = Convolution(
            outputs: weight.extents[0], window: window, groups: groups, weight: key,
            bias: bias.map { biasKey($0, path: path) })
        define(try emit(.convolution(operation), [x], path: path))
    }

    func transposedConvolutionOperator() throws(ONNXError) {
        let x = try mapInput(0)
        let weight = try kernelInput()
        let groups = try node.integer("group", default: 1)
        let added = try pair("output_padding", default: 0)
        guard (0...1 << 12).contains(added.height), (0...1 << 12).contains(added.width) else {
            throw error("has an output_padding of \(added)")
        }
        guard (1...1 << 20).contains(groups) else { throw error("has \(groups) groups") }
        let (outputs, overflow) = weight.extents[1].multipliedReportingOverflow(by: groups)
        guard !overflow else { throw error("has \(groups) groups") }
        var window = try self.window(kernel: Size(weight.extents[2], weight.extents[3]))
        window.padding = try transposedPadding(window, added: added, over: graph.shape(of: x))
        let (path, key) = layer(weight)
        let bias = try biasInput(2, outputs: outputs)
        let operation = TransposedConvolution(
            outputs: outputs, window: window, outputPadding: added, groups: groups, weight: key,
            bias: bias.map { biasKey($0, path: path) })
        define(try emit(.transposedConvolution(operation), [x], path: path))
    }

    /// The padding that a transposed convolution removes from its output. The file may give it, or the output's shape, or ask for
    /// automatic padding.
    private func transposedPadding(_ window: Window, added: Size, over shape: Shape) throws(ONNXError) -> Padding {
        let wanted = try node.integers("output_shape").map { Array($0.suffix(2)) }
        let isLower = window.padding != .same
        func total(_ axis: Int, _ input: Int, _ stride: Int, _ span: Int, _ added: Int) throws(ONNXError) -> Int {
            let whole = (input - 1) * stride + span + added
            guard let wanted else { return max(0, whole - input * stride) }
            guard wanted.count == 2, (1...whole).contains(wanted[axis]) else {
                throw error("has the output_shape \(list(wanted)); an extent must be from 1 to \(whole)")
            }
            return whole - wanted[axis]
        }
        if wanted != nil {
            holdForThisSize()
        } else if case .explicit = window.padding {
            return window.padding
        }
        let vertical = try total(0, shape.height, window.stride.height, window.span.height, added.height)
        let horizontal = try total(1, shape.width, window.stride.width, window.span.width, added.width)
        let (less, more) = (Size(vertical / 2, horizontal / 2), Size((vertical + 1) / 2, (horizontal + 1) / 2))
        let (before, after) = isLower ? (more, less) : (less, more)
        return .explicit(top: before.height, left: before.width, bottom: after.height, right: after.width)
    }

    private func kernelInput() throws(ONNXError) -> Constant {
        guard let weight = try constantInput(1, "kernel") else { throw error("lacks a kernel") }
        guard weight.tensor.scalarType.isFloatingPoint else {
            throw error("has a kernel of \(weight.tensor.scalarType)")
        }
        guard weight.extents.count == 4, weight.extents.allSatisfy({ $0 > 0 }) else {
            throw error("has a kernel of \(list(weight.extents)); only two-dimensional convolutions are supported")
        }
        if let kernel = try node.integers("kernel_shape"), kernel != Array(weight.extents[2...]) {
            throw error("has a kernel_shape of \(list(kernel)) and a kernel of \(list(weight.extents))")
        }
        return weight
    }

    /// The bias, `[outputs]`. Nil if it is left out.
    func biasInput(_ position: Int, outputs: Int) throws(ONNXError) -> Constant? {
        guard let bias = try constantInput(position, "bias") else { return nil }
        guard let vector = try vector(bias, count: outputs) else {
            throw error("has a bias of \(list(bias.extents)) for \(outputs) outputs")
        }
        return vector
    }

    /// A constant as one number for each of `count` channels. Its shape may have axes of 1, and a single number is repeated.
    func vector(_ constant: Constant, count: Int) throws(ONNXError) -> Constant? {
        guard constant.tensor.scalarType.isFloatingPoint else { return nil }
        if constant.tensor.count == count { return constant.reshaped([count]) }
        guard constant.tensor.count == 1, count <= 1 << 20 else { return nil }
        let element = constant.tensor.floats()[0]
        return try made(
            Constant(
                name: constant.name, tensor: Tensor(repeatElement(element, count: count), shape: [count]),
                history: constant.history + ".repeated"))
    }

    /// The path of the layer that has a weight, and the weight's key.
    func layer(_ weight: Constant) -> (path: String, key: String) {
        let module = node.module
        if let known = parameters.known(weight, module: module) { return (known.path, known.key) }
        let suffix = ".weight"
        var path = node.layerPath
        var preferred = path + suffix
        if ONNXNode.isKey(weight.name), parameters[weight.name] == nil {
            preferred = weight.name
            if preferred.hasSuffix(suffix) { path = String(preferred.dropLast(suffix.count)) }
        }
        return (path, parameters.insert(weight, preferred: preferred, path: path, module: module))
    }

    /// The key of a layer's bias. Every layer has a bias of its own, even if the file shares the tensor.
    func biasKey(_ bias: Constant, path: String) -> String {
        let isOwn = ONNXNode.isKey(bias.name) && bias.name.hasPrefix(path + ".")
        return parameters.insertOwn(bias, preferred: isOwn ? bias.name : path + ".bias", path: path)
    }
}

// Windows, for pools too.
extension Translator {
    func window(kernel: Size) throws(ONNXError) -> Window {
        var window = Window(
            kernel: kernel, stride: try pair("strides", default: 1), dilation: try pair("dilations", default: 1))
        for extent in [window.stride, window.dilation, kernel].flatMap({ [$0.height, $0.width] })
        where !(1...1 << 12).contains(extent) {
            throw error("has a kernel, stride or dilation of \(extent)")
        }
        let automatic = try node.text("auto_pad", default: "NOTSET")
        switch automatic {
        case "NOTSET", "":
            let pads = try node.integers("pads") ?? [0, 0, 0, 0]
            guard pads.count == 4, pads.allSatisfy({ (0...1 << 20).contains($0) }) else {
                throw error("has the pads \(list(pads))")
            }
            window.padding = .explicit(top: pads[0], left: pads[1], bottom: pads[2], right: pads[3])
        case "VALID": window.padding = .none
        case "SAME_UPPER": window.padding = .same
        case "SAME_LOWER": window.padding = .sameLower
        default: throw error("has the auto_pad \(automatic)")
        }
        return window
    }

    func pair(_ name: String, default value: Int) throws(ONNXError) -> Size {
        guard let numbers = try node.integers(name) else { return Size(square: value) }
        guard numbers.count == 2 else { throw error("has \(name) of \(list(numbers)); maps have two axes") }
        return Size(numbers[0], numbers[1])
    }
}
