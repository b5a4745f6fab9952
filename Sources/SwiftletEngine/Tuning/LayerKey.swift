import SwiftletGraphs
import SwiftletTensors

/// What the fastest way to compute a layer depends on: the layer's kind and extents, the kernels, the threads.
///
/// As text, one line: `avx512 t1 convolution 1x32x56x56 > 64x56x56 k1x1 s1x1 d1x1 g1`: the instruction set, the threads,
/// the kind, batch × channels × height × width of the input, channels × height × width of the output, kernel, stride,
/// dilation and groups. An inverted residual ends with its first convolution's kernel and stride, `after k1x1 s1x1`.
package struct LayerKey: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// A dense or grouped convolution or a linear layer, by matrix products.
        case convolution
        case depthwise
        /// A pointwise convolution and the depthwise one that alone reads it. The key's input is the former's, all else is
        /// the latter's.
        case expandedDepthwise = "pointwise+depthwise"
        /// A dense convolution, the depthwise one that alone reads it and the pointwise one that alone reads that. The
        /// key's input is the first one's, its output the last one's, all else the depthwise one's.
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
    /// Of the kernels; only what computes in float32 is measured and written.
    package var precision = Precision.float32
    package var threads: Int
    package var kind: Kind
    package var batch: Int
    /// Where zeros are around a map in a copy of it, those are part of it.
    package var input: Map
    package var output: Map
    package var kernel: Size
    package var stride: Size
    package var dilation: Size
    package var groups: Int
    /// Kernel and stride of the dense convolution of an inverted residual; 1 elsewhere.
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
    /// Pixels that lie at one stride in the input: tiles are cut out of lines.
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

    /// Rows of the input that so many rows of the output need.
    func inputRows(for rows: Int) -> Int { (rows - 1) * stride.height + dilation.height * (kernel.height - 1) + 1 }

    /// Pixels of a row that the depthwise convolution reads, with the zeros around it; about.
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

    /// Reads what ``description`` writes; nil for anything else, and for layers that cannot be.
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
