import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// A dense convolution, the depthwise one after it and the pointwise one after that, a band of rows at a time: the
/// inverted residual of MobileNet V2 (§3.3), or a stem and the separable convolution that follows.
///
/// The expanded rows of a band, with zeros at their ends, and what the depthwise convolution makes of them are the thread's
/// own and stay in the second-level cache. Rows that the next band needs again are moved, not computed anew. Threads share
/// the rows of the output.
struct InvertedResidualStep: Step {
    let label: String
    let sources: [String]
    let macs: Int
    let bytes: Int
    var scratchElements: Int { expandedElements + bandRows * output.width * pixelElements + 16 }

    private let kernels: KernelSet
    private let input: MapLayout
    private let expanded: Size
    private let output: MapLayout
    private let residual: MapLayout?
    private let combination: MatrixProductArguments.Combination

    private let expansion: PackedMatrix
    private let taps: ConvolutionTaps
    private let expansionStride: Size
    private let depthwise: PackedDepthwise
    private let window: Window
    private let padding: ResolvedPadding
    private let projection: PackedMatrix

    /// Channels between the layers, and elements from pixel to pixel there.
    private let channels: Int
    private let pixelElements: Int
    /// Pixels of an expanded row with its zeros.
    private let scratchWidth: Int
    private var rowElements: Int { scratchWidth * pixelElements }
    /// Where the tiles of an expanded row begin, and the row's end.
    private let tiles: [Int]
    /// Output rows at a time.
    private let bandRows: Int
    private var expandedElements: Int { expandedRows(bandRows) * rowElements }

    init(
        _ node: FusedNode, depthwise middle: FusedNode, expansion first: FusedNode, input: MapLayout, expanded: Size,
        middle middleSize: Size, output: MapLayout, residual: MapLayout?, kernels: KernelSet, bandRows: Int,
        packings: PackingRequests
    ) {
        self.kernels = kernels
        self.bandRows = bandRows
        self.input = input
        self.expanded = expanded
        self.output = output
        self.residual = residual
        combination = node.residual?.combination ?? .addBeforeClamp
        let dense = first.convolution!
        taps = ConvolutionTaps(dense.window, inputs: input.channels, input: input)
        expansion = PackedMatrix(first, dense, segmentDepth: taps.depth, kernels: kernels, packings: packings)
        expansionStride = dense.window.stride
        channels = dense.outputs
        pixelElements = MapLayout.pixelStride(channels: channels)
        depthwise = PackedDepthwise(middle, channels: channels, kernels: kernels, packings: packings)
        window = middle.convolution!.window
        padding = window.padding.resolved(input: expanded, window: window)
        projection = PackedMatrix(
            node, node.convolution!, segmentDepth: channels, kernels: kernels, packings: packings)
        scratchWidth = max(
            padding.left + expanded.width, (output.width - 1) * window.stride.width + window.span.width)
        let count = expanded.width.dividedUp(by: kernels.tileRows)
        tiles = (0...count).map { expanded.width * $0 / count }

        let isPointwise = dense.window.kernel == 1
        label =
            (isPointwise ? "pointwise" : "\(dense.window.kernel) convolution")
            + " → depthwise \(window.kernel) → pointwise" + (residual == nil ? "" : " + residual")
        sources = first.sources + middle.sources + node.sources
        let middlePixels = output.batch * middleSize.area
        macs =
            output.batch * expanded.area * channels * input.channels * dense.window.kernel.area
            + middlePixels * channels * (window.kernel.area + output.channels)
        bytes =
            4
            * (input.pixels * input.channels + output.pixels * output.channels * (residual == nil ? 1 : 2)
                + first.parameters.weightCount + middle.parameters.weightCount + node.parameters.weightCount)
    }

    /// Expanded rows that so many output rows need.
    private func expandedRows(_ rows: Int) -> Int { (rows - 1) * window.stride.height + window.span.height }

    func run(_ context: StepContext) {
        let lines = context.share(of: output.batch * output.height)
        var line = lines.lowerBound
        // Expanded rows of the last band that stay: those of the same picture from `top` on.
        var end = Int.min
        while line < lines.upperBound {
            let (image, y) = line.quotientAndRemainder(dividingBy: output.height)
            let rows = min(bandRows, lines.upperBound - line, output.height - y)
            let top = y * window.stride.height - padding.top
            let needed = expandedRows(rows)
            let kept = y == 0 || line == lines.lowerBound ? 0 : max(0, end - top)
            if kept > 0 {
                let last = context.scratch + (expandedRows(bandRows) - kept) * rowElements
                context.scratch.update(from: last, count: kept * rowElements)
            }
            expand(context, image, top, kept..<needed)
            end = top + needed
            convolve(context, rows)
            project(context, line * output.width, rows * output.width)
            line += rows
        }
    }

    /// Fills rows of the expanded band, the first of which is row `top` of the map.
    private func expand(_ context: StepContext, _ image: Int, _ top: Int, _ rows: Range<Int>) {
        taps.offsets.withUnsafeBufferPointer { offsets in
            var arguments = MatrixProductArguments(
                a: context.read(0), aStride: expansionStride.width * input.pixelStride,
                segmentOffsets: offsets.baseAddress!, segments: offsets.count, depth: taps.depth,
                b: expansion.weights.elements, bias: expansion.biases.floats, c: context.scratch,
                cStride: pixelElements,
                minimum: expansion.activation.minimum, maximum: expansion.activation.maximum,
                hardSwish: expansion.activation.isHardSwish, rows: 0, columns: channels)
            for row in rows {
                let line = context.scratch + row * rowElements
                guard (0..<expanded.height).contains(top + row) else {
                    line.update(repeating: 0, count: rowElements)
                    continue
                }
                line.update(repeating: 0, count: padding.left * pixelElements)
                let end = padding.left + expanded.width
                (line + end * pixelElements).update(repeating: 0, count: (scratchWidth - end) * pixelElements)
                let source =
                    input.offset + image * input.imageStride + (top + row) * expansionStride.height * input.rowStride
                for tile in 1..<tiles.count {
                    let x = tiles[tile - 1]
                    arguments.a = context.read(source + x * expansionStride.width * input.pixelStride)
                    arguments.c = line + (padding.left + x) * pixelElements
                    arguments.rows = tiles[tile] - x
                    kernels.matrixProduct(&arguments)
                    expansion.activate(arguments, channel: 0, kernels: kernels)
                }
            }
        }
    }

    private func convolve(_ context: StepContext, _ rows: Int) {
        var arguments = DepthwiseArguments(
            input: context.scratch, rowStride: window.dilation.height * rowElements,
            columnStride: window.dilation.width * pixelElements, pixelStride: window.stride.width * pixelElements,
            rows: window.kernel.height, columns: window.kernel.width, weights: depthwise.weights.floats,
            weightRowStride: window.kernel.width * depthwise.paddedChannels,
            weightColumnStride: depthwise.paddedChannels, bias: depthwise.biases.floats,
            rowPairs: depthwise.rowPairs(from: 0),
            output: context.scratch + expandedElements, outputStride: pixelElements, pixels: output.width,
            channels: channels, minimum: depthwise.activation.minimum, maximum: depthwise.activation.maximum,
            hardSwish: depthwise.activation.isHardSwish)
        for _ in 0..<rows {
            kernels.depthwise(&arguments)
            depthwise.activate(arguments, channel: 0, kernels: kernels)
            arguments.input += window.stride.height * rowElements
            arguments.output += output.width * pixelElements
        }
    }

    /// Pixels of the output from `first` on, which follow one another there as in the band.
    private func project(_ context: StepContext, _ first: Int, _ pixels: Int) {
        let middle = context.scratch + expandedElements
        let count = pixels.dividedUp(by: kernels.tileRows)
        var origin = 0
        withUnsafePointer(to: &origin) { origin in
            var arguments = MatrixProductArguments(
                a: middle, aStride: pixelElements, segmentOffsets: origin, segments: 1, depth: channels,
                b: projection.weights.elements, bias: projection.biases.floats, c: context.write(0),
                cStride: output.pixelStride, otherStride: residual?.pixelStride ?? 0, combination: combination,
                minimum: projection.activation.minimum, maximum: projection.activation.maximum,
                hardSwish: projection.activation.isHardSwish, rows: 0, columns: output.channels)
            for tile in 0..<count {
                let start = pixels * tile / count
                arguments.a = middle + start * pixelElements
                arguments.c = context.write(output.offset + (first + start) * output.pixelStride)
                if let residual {
                    arguments.other = context.read(residual.offset + (first + start) * residual.pixelStride)
                }
                arguments.rows = pixels * (tile + 1) / count - start
                kernels.matrixProduct(&arguments)
                projection.activate(arguments, channel: 0, kernels: kernels)
            }
        }
    }
}
