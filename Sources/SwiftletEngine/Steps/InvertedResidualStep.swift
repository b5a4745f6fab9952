import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// A dense, a depthwise and a pointwise convolution in a row, a band of rows at a time: the inverted residual of
/// MobileNet V2 (§3.3), or a stem and the separable convolution after it.
///
/// A band's expanded rows and depthwise results stay in the second-level cache. Rows that the next band needs again are
/// moved, not computed again. Threads share the rows of the output.
struct InvertedResidualStep: Step {
    let label: String
    let macs: Int
    let bytes: Int
    var scratchBytes: Int {
        (expandedElements + bandRows * output.width * band.pixelElements + 16) * kernels.element.byteCount
    }

    private let kernels: KernelSet
    private let output: MapLayout
    private let residual: MapLayout?
    private let band: ExpandedBand
    private let projection: PackedMatrix
    /// Channels between the layers.
    private let channels: Int
    /// Output rows at a time.
    private let bandRows: Int
    private var expandedElements: Int { band.rows(for: bandRows) * band.rowElements }

    init(
        _ step: LoweredStep.InvertedResidual, input: MapLayout, output: MapLayout, residual: MapLayout?,
        kernels: KernelSet, packings: PackingRequests
    ) {
        self.kernels = kernels
        self.output = output
        self.residual = residual
        bandRows = step.bandRows
        channels = step.dense.convolution.outputs
        band = ExpandedBand(
            step.dense, step.depthwise, input: input, expanded: step.expanded,
            output: Size(output.height, output.width), channels: MapLayout.pixelStride(channels: channels),
            tileRows: kernels.tileRows, kernels: kernels, packings: packings)
        projection = PackedMatrix(step.projection, segmentDepth: channels, kernels: kernels, packings: packings)

        let (dense, window) = (step.dense.window.kernel, step.depthwise.window)
        label =
            (dense == 1 ? "pointwise" : "\(dense) convolution") + " → depthwise \(window.kernel) → pointwise"
            + (residual == nil ? "" : " + residual")
        macs =
            output.batch * step.expanded.area * channels * input.channels * dense.area
            + output.pixels * channels * (window.kernel.area + output.channels)
        bytes =
            4
            * (input.count + output.count * (residual == nil ? 1 : 2) + step.dense.parameters.weightCount
                + step.depthwise.parameters.weightCount + step.projection.parameters.weightCount)
    }

    func run(_ context: StepContext) {
        let scratch = context.scratch(kernels.element)
        let lines = context.share(of: output.batch * output.height)
        var line = lines.lowerBound
        // The end of the last band. Its rows are kept if the next band is in the same picture.
        var end = Int.min
        while line < lines.upperBound {
            let (image, y) = line.quotientAndRemainder(dividingBy: output.height)
            let rows = min(bandRows, lines.upperBound - line, output.height - y)
            let top = band.top(of: y)
            let needed = band.rows(for: rows)
            let kept = y == 0 || line == lines.lowerBound ? 0 : max(0, end - top)
            if kept > 0 {
                let last = scratch + (band.rows(for: bandRows) - kept) * band.rowElements
                scratch.update(from: last, count: kept * band.rowElements)
            }
            band.expand(context, image: image, top: top, rows: kept..<needed, channel: 0, channels: channels)
            end = top + needed
            band.convolve(
                context, rows: rows, channel: 0, channels: channels, output: scratch + expandedElements,
                stride: band.pixelElements, rowStride: output.width * band.pixelElements)
            project(context, line * output.width, rows * output.width)
            line += rows
        }
    }

    /// Computes output pixels from `first` on. They are adjacent in the output as in the band.
    private func project(_ context: StepContext, _ first: Int, _ pixels: Int) {
        let middle = context.scratch(kernels.element) + expandedElements
        let count = pixels.dividedUp(by: kernels.tileRows)
        var origin = 0
        withUnsafePointer(to: &origin) { origin in
            var arguments = MatrixProductArguments(
                a: middle, aStride: band.pixelElements, segmentOffsets: origin, segments: 1, depth: channels,
                b: projection.weights.elements, c: context.map(output, 0), cStride: output.pixelStride,
                epilogue: projection.epilogue.arguments(from: 0), otherStride: residual?.pixelStride ?? 0, rows: 0,
                columns: output.channels)
            for tile in 0..<count {
                let start = pixels * tile / count
                arguments.a = middle + start * band.pixelElements
                arguments.c = context.map(output, (first + start) * output.pixelStride)
                if let residual {
                    arguments.epilogue.other = context.map(residual, (first + start) * residual.pixelStride)
                }
                arguments.rows = pixels * (tile + 1) / count - start
                kernels.matrixProduct(&arguments)
                projection.epilogue.finish(arguments, channel: 0, kernels: kernels)
            }
        }
    }
}
