import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// A depthwise convolution, row by row. Pixels at the left and right edge, whose windows leave the map, are computed
/// separately.
struct DepthwiseStep: Step {
    let label: String
    let macs: Int
    let bytes: Int

    private let kernels: KernelSet
    private let input: MapLayout
    private let output: MapLayout
    private let window: Window
    private let padding: ResolvedPadding
    private let depthwise: PackedDepthwise
    private let partition: RowPartition
    /// Output columns whose window lies inside the map.
    private let interior: Range<Int>

    init(
        _ step: LoweredStep.Depthwise, input: MapLayout, output: MapLayout, kernels: KernelSet,
        packings: PackingRequests
    ) {
        self.kernels = kernels
        self.input = input
        self.output = output
        window = step.layer.window
        padding = window.padding.resolved(input: Size(input.height, input.width), window: window)
        label = "depthwise \(window.kernel)"
        macs = output.count * window.kernel.area
        bytes = 4 * (input.count + output.count + step.layer.parameters.weightCount)
        depthwise = PackedDepthwise(step.layer, channels: output.channels, kernels: kernels, packings: packings)
        partition = RowPartition(
            rows: output.batch * output.height, channels: output.channels, blockChannels: step.blockChannels)

        let stride = window.stride.width
        let first = min(output.width, (padding.left + stride - 1) / stride)
        let room = input.width + padding.left - window.span.width
        interior = first..<max(first, min(output.width, room < 0 ? 0 : room / stride + 1))
    }

    func run(_ context: StepContext) {
        for item in context.share(of: partition.count) {
            let (row, channel, channels) = partition[item]
            let (image, y) = row.quotientAndRemainder(dividingBy: output.height)
            runRow(context, image, y, channel, channels)
        }
    }

    private func runRow(_ context: StepContext, _ image: Int, _ y: Int, _ channel: Int, _ channels: Int) {
        let top = y * window.stride.height - padding.top
        let rows = Self.taps(window.kernel.height, window.dilation.height, from: top, extent: input.height)
        let inputRow =
            image * input.imageStride + channel
            + (top + rows.lowerBound * window.dilation.height) * input.rowStride
        let outputRow = image * output.imageStride + y * output.rowStride + channel
        var arguments = DepthwiseArguments(
            input: context.map(input, 0), rowStride: window.dilation.height * input.rowStride,
            columnStride: window.dilation.width * input.pixelStride,
            pixelStride: window.stride.width * input.pixelStride, rows: rows.count, columns: 0,
            weights: depthwise.weights.floats, weightRowStride: window.kernel.width * depthwise.paddedChannels,
            weightColumnStride: depthwise.paddedChannels, output: context.map(output, 0),
            outputStride: output.pixelStride, pixels: 0, channels: channels,
            epilogue: depthwise.epilogue.arguments(from: channel))

        func pixels(_ range: Range<Int>, _ columns: Range<Int>) {
            let left =
                range.lowerBound * window.stride.width - padding.left
                + columns.lowerBound * window.dilation.width
            arguments.input = context.map(
                input, inputRow + (columns.isEmpty || rows.isEmpty ? 0 : left * input.pixelStride))
            arguments.output = context.map(output, outputRow + range.lowerBound * output.pixelStride)
            arguments.columns = columns.count
            arguments.weights =
                UnsafePointer(depthwise.weights.floats + channel)
                + (rows.lowerBound * window.kernel.width + columns.lowerBound) * depthwise.paddedChannels
            arguments.pixels = range.count
            let isWhole = rows.count == window.kernel.height && columns.count == window.kernel.width
            arguments.rowPairs = isWhole ? depthwise.rowPairs(from: channel) : nil
            kernels.depthwise(&arguments)
        }
        func edge(_ range: Range<Int>) {
            for x in range {
                let left = x * window.stride.width - padding.left
                pixels(
                    x..<x + 1, Self.taps(window.kernel.width, window.dilation.width, from: left, extent: input.width))
            }
        }
        edge(0..<interior.lowerBound)
        if !interior.isEmpty { pixels(interior, 0..<window.kernel.width) }
        edge(interior.upperBound..<output.width)

        arguments.output = context.map(output, outputRow)
        arguments.pixels = output.width
        depthwise.epilogue.finish(arguments, channel: channel, kernels: kernels)
    }

    /// The taps of a kernel at `start` that lie inside the map; an empty range at 0 if none does.
    private static func taps(_ kernel: Int, _ dilation: Int, from start: Int, extent: Int) -> Range<Int> {
        let first = start >= 0 ? 0 : (-start + dilation - 1) / dilation
        let end = min(kernel, extent > start ? (extent - start + dilation - 1) / dilation : 0)
        return first < end ? first..<end : 0..<0
    }
}
