import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// A 3 × 3 convolution by Winograd's F(4 × 4, 3 × 3) (Lavin & Gray 2015): a quarter of the multiplications.
///
/// Each block of tiles is transformed into scratch memory, `[36][tiles][channels]`. For each group of panels of output
/// channels, 36 matrix products and the inverse transform then write the map. Tiles read the map without a padded copy:
/// pixels outside it count as zero.
struct WinogradStep: Step {
    let label: String
    /// The layer's own multiply-accumulates, not the fewer that Winograd's algorithm computes, so that rates compare.
    let macs: Int
    let bytes: Int
    var scratchBytes: Int { blocking.scratchFloats * MemoryLayout<Float>.size }

    private let kernels: KernelSet
    private let weights: PackedWinograd
    private let input: MapLayout
    private let output: MapLayout
    private let residual: MapLayout?
    private let padding: ResolvedPadding
    private let blocking: WinogradBlocking

    init(
        _ step: LoweredStep.Winograd, input: MapLayout, output: MapLayout, residual: MapLayout?, kernels: KernelSet,
        threads: Int, packings: PackingRequests
    ) {
        self.kernels = kernels
        self.input = input
        self.output = output
        self.residual = residual
        let window = step.layer.window
        padding = window.padding.resolved(input: Size(input.height, input.width), window: window)
        blocking = WinogradBlocking(
            input: input, output: output, panelColumns: kernels.panelColumns, threads: threads)
        weights = PackedWinograd(step.layer, groupPanels: blocking.groupPanels, kernels: kernels, packings: packings)
        macs = output.count * input.channels * window.kernel.area
        label = "3×3 convolution by Winograd" + (residual == nil ? "" : " + residual")
        bytes = 4 * (input.count + output.count * (residual == nil ? 1 : 2) + weights.weights.count)
    }

    func run(_ context: StepContext) {
        let (tilePart, panelPart) = context.part.quotientAndRemainder(dividingBy: blocking.panelParts)
        let tiles = context.share(of: blocking.tiles, part: tilePart, parts: blocking.tileParts)
        let groups = context.share(of: weights.groups.count, part: panelPart, parts: blocking.panelParts)
        guard !tiles.isEmpty, !groups.isEmpty else { return }
        let blocks = tiles.count.dividedUp(by: blocking.blockTiles)
        for block in 0..<blocks {
            let part = context.share(of: tiles.count, part: block, parts: blocks)
            let tiles = tiles.lowerBound + part.lowerBound..<tiles.lowerBound + part.upperBound
            transformInput(context, tiles)
            for group in weights.groups[groups] {
                multiply(context, tiles.count, group)
                transformOutput(context, tiles, group)
            }
        }
    }

    private func transformInput(_ context: StepContext, _ tiles: Range<Int>) {
        var arguments = WinogradInputArguments(
            input: context.map(input, 0), rowStride: input.rowStride, pixelStride: input.pixelStride, firstRow: 0,
            endRow: 0,
            firstColumn: 0, endColumn: 0, output: context.scratchFloats, planeStride: blocking.inputPlane,
            channels: input.channels)
        for (index, tile) in tiles.enumerated() {
            let (image, y, x) = blocking.place(of: tile)
            let top = y - padding.top
            let left = x - padding.left
            arguments.input = context.map(
                input, image * input.imageStride + top * input.rowStride + left * input.pixelStride)
            arguments.firstRow = min(max(0, -top), Winograd.inputs)
            arguments.endRow = max(arguments.firstRow, min(Winograd.inputs, input.height - top))
            arguments.firstColumn = min(max(0, -left), Winograd.inputs)
            arguments.endColumn = max(arguments.firstColumn, min(Winograd.inputs, input.width - left))
            arguments.output = context.scratchFloats + index * blocking.inputRow
            kernels.winogradInput(&arguments)
        }
    }

    private func multiply(_ context: StepContext, _ tiles: Int, _ group: Range<Int>) {
        var arguments = WinogradProductArguments(
            a: UnsafePointer(context.scratchFloats), aStride: blocking.inputRow, aPlaneStride: blocking.inputPlane,
            depth: weights.inputs, b: weights.panels(of: group), c: context.scratchFloats + blocking.inputFloats,
            cStride: blocking.outputRow, cPlaneStride: blocking.outputPlane, rows: tiles, panels: group.count)
        kernels.winogradProduct(&arguments)
    }

    private func transformOutput(_ context: StepContext, _ tiles: Range<Int>, _ group: Range<Int>) {
        let channel = group.lowerBound * weights.panelColumns
        let products = UnsafePointer(context.scratchFloats) + blocking.inputFloats
        var arguments = WinogradOutputArguments(
            input: products, planeStride: blocking.outputPlane, output: context.map(output, 0),
            rowStride: output.rowStride, pixelStride: output.pixelStride, rows: 0, columns: 0,
            channels: min(group.upperBound * weights.panelColumns, weights.outputs) - channel,
            epilogue: weights.epilogue.arguments(from: channel), residualRowStride: residual?.rowStride ?? 0,
            residualPixelStride: residual?.pixelStride ?? 0)
        for (index, tile) in tiles.enumerated() {
            let (image, y, x) = blocking.place(of: tile)
            func offset(in map: MapLayout) -> Int {
                image * map.imageStride + y * map.rowStride + x * map.pixelStride + channel
            }
            arguments.input = products + index * blocking.outputRow
            arguments.output = context.map(output, offset(in: output))
            if let residual { arguments.epilogue.other = context.map(residual, offset(in: residual)) }
            arguments.rows = min(Winograd.outputs, output.height - y)
            arguments.columns = min(Winograd.outputs, output.width - x)
            kernels.winogradOutput(&arguments)
            guard weights.epilogue.hasFunction else { continue }
            for row in 0..<arguments.rows {
                weights.epilogue.finish(
                    arguments.output + row * output.rowStride, stride: output.pixelStride, pixels: arguments.columns,
                    channels: arguments.channels, channel: channel, kernels: kernels)
            }
        }
    }
}
