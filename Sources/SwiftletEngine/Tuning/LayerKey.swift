import SwiftletGraphs
import SwiftletTensors

/// The properties that decide the fastest way to compute a layer: its kind and extents, the kernels and the threads.
///
/// The text is one line, for example `avx512 t1 convolution 1x32x56x56 > 64x56x56 k1x1 s1x1 d1x1 g1`. It gives the
/// instruction set, the threads, the kind, batch × channels × height × width of the input, channels × height × width of
/// the output, kernel, stride, dilation and groups. An inverted residual adds its first convolution's kernel and
/// stride, `after k1x1 s1x1`.
package struct LayerKey: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// A dense or grouped convolution or a linear layer, by matrix products.
        case convolution
        case depthwise
        /// A pointwise convolution and the depthwise one that alone reads it. The key's input is the pointwise layer's;
        /// all else is the depthwise layer's.
        case expandedDepthwise = "pointwise+depthwise"
        /// A dense, a depthwise and a pointwise convolution in a row, each the only reader of the one before. The key's
        /// input is the dense layer's, its output the pointwise layer's; all else is the depthwise layer's.
        case invertedResidual = "dense+depthwise+pointwise"
    }

    /// The extents of a map of one picture.
    package struct Map: Hashable, Sendable {
        package var channels: Int
        package var height: Int
        package var width: Int

        package init(channels: Int, height: Int, width: Int) {
            self.channels = channels
            self.height = height
            self.width = width
        }
    }

    package var instructionSet: InstructionSet
    /// The kernels' precision. Only float32 layers are measured and written.
    package var precision = Precision.float32
    package var threads: Int
    package var kind: Kind
    package var batch: Int
    /// Includes the padding of a dense or grouped convolution.
    package var input: Map
    package var output: Map
    package var kernel: Size
    package var stride: Size
    package var dilation: Size
    package var groups: Int
    /// The kernel and stride of an inverted residual's dense convolution; 1 elsewhere.
    package var denseKernel: Size = 1
    package var denseStride: Size = 1

    package init(
        _ kind: Kind, _ convolution: Convolution, input: Shape, output: Shape, instructionSet: InstructionSet,
        threads: Int
    ) {
        self.kind = kind
        self.instructionSet = instructionSet
        self.threads = threads
        batch = output.batch
        self.input = Map(channels: input.channels, height: input.height, width: input.width)
        self.output = Map(channels: output.channels, height: output.height, width: output.width)
        kernel = convolution.window.kernel
        stride = convolution.window.stride
        dilation = convolution.window.dilation
        groups = convolution.groups
    }
}

extension LayerKey {
    /// The length of a line: pixels at one stride in the input. Tiles are cut from lines.
    var line: Int {
        if kernel == 1 && stride == 1 { return batch * output.height * output.width }
        return output.height == 1 && output.width == 1 ? batch : output.width
    }

    /// Whether Winograd's algorithm applies: a dense 3 × 3 convolution of stride 1.
    var allowsWinograd: Bool {
        kind == .convolution && groups == 1 && kernel == 3 && stride == 1 && dilation == 1
    }

    var lines: Int { batch * output.height * output.width / line }

    /// Panels of packed weights of all groups.
    var panels: Int { groups * panelsPerGroup }

    var panelsPerGroup: Int { (output.channels / groups).dividedUp(by: instructionSet.panelColumns) }

    /// Bytes of a panel.
    var panelBytes: Int {
        input.channels / groups * kernel.area * instructionSet.panelColumns * precision.element.byteCount
    }

    /// Input rows that `rows` output rows need.
    func inputRows(for rows: Int) -> Int { (rows - 1) * stride.height + dilation.height * (kernel.height - 1) + 1 }

    /// Approximate pixels of a row that the depthwise convolution reads, padding included.
    var paddedWidth: Int {
        max(
            input.width.dividedUp(by: denseStride.width),
            (output.width - 1) * stride.width + dilation.width * (kernel.width - 1) + 1)
    }
}

extension LayerKey: CustomStringConvertible {
    package var description: String {
        "\(instructionSet.rawValue)\(precision == .float32 ? "" : " \(precision.rawValue)") t\(threads) \(kind.rawValue) \(batch)x\(input) > \(output) k\(kernel.text) "
            + "s\(stride.text) d\(dilation.text) g\(groups)"
            + (kind == .invertedResidual ? " after k\(denseKernel.text) s\(denseStride.text)" : "")
    }

    /// Reads a ``description``; nil for other text and for impossible layers.
    init?(_ text: inout TextCursor) {
        // Far more than any layer has, and far from overflow.
        let extents = 1...1 << 16
        func size(_ letter: StaticString) -> Size? {
            guard text.accept(letter), let height = text.integer(in: extents), text.accept("x"),
                let width = text.integer(in: extents)
            else { return nil }
            return Size(height, width)
        }
        func map() -> Map? {
            guard let channels = text.integer(in: extents), text.accept("x"), let height = text.integer(in: extents),
                text.accept("x"), let width = text.integer(in: extents)
            else { return nil }
            return Map(channels: channels, height: height, width: width)
        }
        guard let set = InstructionSet(rawValue: text.word()), text.accept(" t"),
            let threads = text.integer(in: 1...EngineConfiguration.maximumThreads), text.accept(" "),
            let kind = Kind(rawValue: text.word()), text.accept(" "),
            let batch = text.integer(in: extents), text.accept("x"), let input = map(), text.accept(" > "),
            let output = map(), text.accept(" "), let kernel = size("k"), text.accept(" "),
            let stride = size("s"), text.accept(" "), let dilation = size("d"), text.accept(" g"),
            let groups = text.integer(in: extents)
        else { return nil }
        switch kind {
        case .convolution:
            guard input.channels % groups == 0, output.channels % groups == 0 else { return nil }
        case .depthwise: guard input.channels == groups, output.channels == groups else { return nil }
        case .expandedDepthwise: guard output.channels == groups else { return nil }
        case .invertedResidual:
            guard text.accept(" after "), let kernel = size("k"), text.accept(" "), let stride = size("s") else {
                return nil
            }
            denseKernel = kernel
            denseStride = stride
        }
        instructionSet = set
        self.threads = threads
        self.kind = kind
        self.batch = batch
        self.input = input
        self.output = output
        self.kernel = kernel
        self.stride = stride
        self.dilation = dilation
        self.groups = groups
    }
}

extension LayerKey.Map: CustomStringConvertible {
    package var description: String { "\(channels)x\(height)x\(width)" }
}

extension Size {
    fileprivate var text: String { "\(height)x\(width)" }
}
