import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// A pointwise convolution and the depthwise one after it, a block of channels and a band of rows at a time.
///
/// The expanded channels of a band lie in a scratch map of the thread's own, small enough for the second-level cache, with
/// zeros around them: the depthwise kernel meets no edges. Threads share blocks and bands, and wait for each other only
/// after both layers.
struct ExpandedDepthwiseStep: Step {
    let label: String
    let sources: [String]
    let macs: Int
    let bytes: Int
    let scratchElements: Int

    private let kernels: KernelSet
    private let input: MapLayout
    private let output: MapLayout
    private let matrix: PackedMatrix
    private let depthwise: PackedDepthwise
    private let window: Window
    private let padding: ResolvedPadding
    private let blocking: ExpansionBlocking
    /// Pixels of a scratch row.
    private let scratchWidth: Int
    /// Where the tiles of an input row begin, and the row's end.
    private let tiles: [Int]

    init(
        _ node: FusedNode, _ convolution: Convolution, expansion: FusedNode, input: MapLayout, output: MapLayout,
        kernels: KernelSet, blocking: ExpansionBlocking, packings: PackingRequests
    ) {
        self.kernels = kernels
        self.input = input
        self.output = output
        window = convolution.window
        padding = window.padding.resolved(input: Size(input.height, input.width), window: window)
        matrix = PackedMatrix(
            expansion, expansion.convolution!, segmentDepth: input.channels, kernels: kernels,
            packings: packings)
        depthwise = PackedDepthwise(node, channels: output.channels, kernels: kernels, packings: packings)
        label = "pointwise → depthwise \(window.kernel)"
        sources = expansion.sources + node.sources
        macs = input.pixels * input.channels * output.channels + output.pixels * output.channels * window.kernel.area
        bytes =
            4
            * (input.pixels * input.channels + output.pixels * output.channels
                + node.parameters.weightCount + expansion.parameters.weightCount)
        scratchWidth = max(
            padding.left + input.width, (output.width - 1) * window.stride.width + window.span.width)
        let count = input.width.dividedUp(by: blocking.tileRows)
        tiles = (0...count).map { input.width * $0 / count }
        self.blocking = blocking
        scratchElements =
            ((blocking.rows - 1) * window.stride.height + window.span.height) * scratchWidth * blocking.channels
    }

    func run(_ context: StepContext) {
        let bands = output.height.dividedUp(by: blocking.rows)
        let blocks = output.channels.dividedUp(by: blocking.channels)
        for item in context.share(of: output.batch * bands * blocks) {
            let (rest, block) = item.quotientAndRemainder(dividingBy: blocks)
            let (image, band) = rest.quotientAndRemainder(dividingBy: bands)
            let first = block * blocking.channels
            let rows = band * blocking.rows..<min(output.height, (band + 1) * blocking.rows)
            let channels = min(blocking.channels, output.channels - first)
            expand(context, image, rows, first, channels)
            convolve(context, image, rows, first, channels)
        }
    }

    /// Fills the scratch map with the channels from `first` on of the input rows that output `rows` need.
    private func expand(_ context: StepContext, _ image: Int, _ rows: Range<Int>, _ first: Int, _ channels: Int) {
        let top = rows.lowerBound * window.stride.height - padding.top
        let count = (rows.count - 1) * window.stride.height + window.span.height
        let stride = blocking.channels
        var origin = 0
        withUnsafePointer(to: &origin) { origin in
            let panel = first / matrix.panelColumns
            var arguments = MatrixProductArguments(
                a: context.read(0), aStride: input.pixelStride, segmentOffsets: origin, segments: 1,
                depth: input.channels, b: matrix.weights.elements + panel * matrix.panelSize,
                bias: matrix.biases.floats + first, c: context.scratch, cStride: stride,
                minimum: matrix.activation.minimum, maximum: matrix.activation.maximum,
                hardSwish: matrix.activation.isHardSwish, rows: 0, columns: channels)
            for row in 0..<count {
                let line = context.scratch + row * scratchWidth * stride
                guard (0..<input.height).contains(top + row) else {
                    line.update(repeating: 0, count: scratchWidth * stride)
                    continue
                }
                line.update(repeating: 0, count: padding.left * stride)
                let end = padding.left + input.width
                (line + end * stride).update(repeating: 0, count: (scratchWidth - end) * stride)
                let source = input.offset + image * input.imageStride + (top + row) * input.rowStride
                for tile in 1..<tiles.count {
                    let x = tiles[tile - 1]
                    arguments.a = context.read(source + x * input.pixelStride)
                    arguments.c = line + (padding.left + x) * stride
                    arguments.rows = tiles[tile] - x
                    kernels.matrixProduct(&arguments)
                    matrix.activate(arguments, channel: first, kernels: kernels)
                }
            }
        }
    }

    private func convolve(_ context: StepContext, _ image: Int, _ rows: Range<Int>, _ first: Int, _ channels: Int) {
        let stride = blocking.channels
        var arguments = DepthwiseArguments(
            input: context.scratch, rowStride: window.dilation.height * scratchWidth * stride,
            columnStride: window.dilation.width * stride, pixelStride: window.stride.width * stride,
            rows: window.kernel.height, columns: window.kernel.width, weights: depthwise.weights.floats + first,
            weightRowStride: window.kernel.width * depthwise.paddedChannels,
            weightColumnStride: depthwise.paddedChannels, bias: depthwise.biases.floats + first,
            rowPairs: depthwise.rowPairs(from: first),
            output: context.write(0), outputStride: output.pixelStride, pixels: output.width, channels: channels,
            minimum: depthwise.activation.minimum, maximum: depthwise.activation.maximum,
            hardSwish: depthwise.activation.isHardSwish)
        for (index, y) in rows.enumerated() {
            arguments.input = context.scratch + index * window.stride.height * scratchWidth * stride
            let target = output.offset + image * output.imageStride + y * output.rowStride + first
            arguments.output = context.write(target)
            kernels.depthwise(&arguments)
            depthwise.activate(arguments, channel: first, kernels: kernels)
        }
    }
}
