import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// Rows of an expanded map in a thread's private memory. A dense convolution writes them with zeros around them, so
/// that the depthwise convolution does not meet an edge.
struct ExpandedBand: Sendable {
    /// Elements from pixel to pixel: the channels of a band.
    let pixelElements: Int
    /// Elements of a row with its padding.
    let rowElements: Int

    private let kernels: KernelSet
    private let input: MapLayout
    private let expanded: Size
    private let matrix: PackedMatrix
    private let taps: ConvolutionTaps
    private let denseStride: Size
    private let depthwise: PackedDepthwise
    private let window: Window
    private let padding: ResolvedPadding
    /// Pixels of a row with its padding.
    private let width: Int
    private let outputWidth: Int
    /// The first pixel of each tile of an expanded row, and the row's end.
    private let tiles: [Int]

    /// - Parameters:
    ///   - expanded: The size of the dense convolution's output.
    ///   - output: The size of the depthwise convolution's output.
    ///   - channels: Channels of a band.
    ///   - tileRows: The most pixels of a tile of the dense convolution.
    init(
        _ dense: ConvolutionLayer, _ middle: ConvolutionLayer, input: MapLayout, expanded: Size, output: Size,
        channels: Int, tileRows: Int, kernels: KernelSet, packings: PackingRequests
    ) {
        self.kernels = kernels
        self.input = input
        self.expanded = expanded
        taps = ConvolutionTaps(dense.window, inputs: input.channels, input: input)
        matrix = PackedMatrix(dense, segmentDepth: taps.depth, kernels: kernels, packings: packings)
        denseStride = dense.window.stride
        depthwise = PackedDepthwise(middle, channels: middle.convolution.outputs, kernels: kernels, packings: packings)
        window = middle.window
        padding = window.padding.resolved(input: expanded, window: window)
        width = max(padding.left + expanded.width, (output.width - 1) * window.stride.width + window.span.width)
        outputWidth = output.width
        pixelElements = channels
        rowElements = width * channels
        let count = expanded.width.dividedUp(by: tileRows)
        tiles = (0...count).map { expanded.width * $0 / count }
    }

    /// Expanded rows that `rows` output rows of the depthwise convolution read.
    func rows(for rows: Int) -> Int { (rows - 1) * window.stride.height + window.span.height }

    /// The first expanded row that output row `row` needs; it may lie above the map.
    func top(of row: Int) -> Int { row * window.stride.height - padding.top }

    /// Computes `channels` channels, from `channel` on, in rows of the band. Row 0 of the band is row `top` of the
    /// expanded map.
    func expand(
        _ context: StepContext, image: Int, top: Int, rows: Range<Int>, channel: Int, channels: Int
    ) {
        let scratch = context.scratch(kernels.element)
        taps.offsets.withUnsafeBufferPointer { offsets in
            let panel = channel / matrix.panelColumns
            var arguments = MatrixProductArguments(
                a: scratch, aStride: denseStride.width * input.pixelStride, segmentOffsets: offsets.baseAddress!,
                segments: offsets.count, depth: taps.depth, b: matrix.weights.elements + panel * matrix.panelSize,
                c: scratch, cStride: pixelElements, epilogue: matrix.epilogue.arguments(from: channel), rows: 0,
                columns: channels)
            for row in rows {
                let line = scratch + row * rowElements
                guard (0..<expanded.height).contains(top + row) else {
                    line.update(repeating: 0, count: rowElements)
                    continue
                }
                line.update(repeating: 0, count: padding.left * pixelElements)
                let end = padding.left + expanded.width
                (line + end * pixelElements).update(repeating: 0, count: (width - end) * pixelElements)
                let source = image * input.imageStride + (top + row) * denseStride.height * input.rowStride
                for tile in 1..<tiles.count {
                    let x = tiles[tile - 1]
                    arguments.a = context.map(input, source + x * denseStride.width * input.pixelStride)
                    arguments.c = line + (padding.left + x) * pixelElements
                    arguments.rows = tiles[tile] - x
                    kernels.matrixProduct(&arguments)
                    matrix.epilogue.finish(arguments, channel: channel, kernels: kernels)
                }
            }
        }
    }

    /// Computes `rows` output rows of the depthwise convolution from the band.
    ///
    /// - Parameters:
    ///   - output: The first output pixel, at the first channel.
    ///   - stride: Elements from pixel to pixel of the output; `rowStride` from row to row.
    func convolve(
        _ context: StepContext, rows: Int, channel: Int, channels: Int, output: MapPointer, stride: Int, rowStride: Int
    ) {
        var arguments = DepthwiseArguments(
            input: context.scratch(kernels.element), rowStride: window.dilation.height * rowElements,
            columnStride: window.dilation.width * pixelElements, pixelStride: window.stride.width * pixelElements,
            rows: window.kernel.height, columns: window.kernel.width, weights: depthwise.weights.floats + channel,
            weightRowStride: window.kernel.width * depthwise.paddedChannels,
            weightColumnStride: depthwise.paddedChannels, rowPairs: depthwise.rowPairs(from: channel), output: output,
            outputStride: stride, pixels: outputWidth, channels: channels,
            epilogue: depthwise.epilogue.arguments(from: channel))
        for _ in 0..<rows {
            kernels.depthwise(&arguments)
            depthwise.epilogue.finish(arguments, channel: channel, kernels: kernels)
            arguments.input += window.stride.height * rowElements
            arguments.output += rowStride
        }
    }
}
