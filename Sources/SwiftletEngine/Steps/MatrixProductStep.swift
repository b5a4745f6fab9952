import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// A dense convolution or a linear layer as matrix products over tiles of pixels, with bias, residual and activation.
///
/// A tile's pixels lie at one stride in the input, so that the kernel needs no indirection. Tiles are cut from all
/// pixels of a pointwise convolution, and from single rows of any other.
struct MatrixProductStep: Step {
    let label: String
    let macs: Int
    let bytes: Int

    private struct Tile {
        let a: Int
        let c: Int
        let other: Int
        let rows: Int
    }

    /// Output channels of one group that are computed in one pass.
    private struct Block {
        let a: Int
        let panels: Int
        let bias: Int
        let c: Int
        let columns: Int
    }

    private let kernels: KernelSet
    private let input: MapLayout
    private let output: MapLayout
    private let other: MapLayout?
    private let matrix: PackedMatrix
    private let taps: ConvolutionTaps
    private let tiles: [Tile]
    private let blocks: [Block]
    private let tileParts: Int
    private let aStride: Int
    private let cStride: Int
    /// Elements between a tile's columns in the output: one, or two if another map's columns lie between.
    private let columnStride: Int
    /// A factor for each input channel.
    private let scale: MapLayout?
    /// Tiles of one picture if its weights are scaled; else of all pictures.
    private let tilesPerScale: Int
    let scratchBytes: Int

    init(
        _ step: LoweredStep.Product, input: MapLayout, output: MapLayout, other: MapLayout?, scale: MapLayout?,
        kernels: KernelSet, packings: PackingRequests
    ) {
        let (layer, tiling) = (step.layer, step.tiling)
        let window = layer.window
        let kernel = window.kernel
        let groups = layer.convolution.groups
        let inputs = input.channels / groups
        let combination = layer.residual?.combination
        self.kernels = kernels
        self.input = input
        self.output = output
        self.other = other
        columnStride = combination == .interleave ? 2 : 1
        macs = output.pixels * layer.convolution.outputs * inputs * kernel.area
        label =
            (kernel == 1 ? "pointwise" : "\(kernel) convolution") + (groups > 1 ? " in \(groups) groups" : "")
            + (scale == nil ? "" : " of a scaled map") + (combination?.label ?? "")
        bytes =
            4
            * (input.count + output.count * (other == nil || combination == .interleave ? 1 : 2)
                + layer.parameters.weightCount)

        taps = ConvolutionTaps(window, inputs: inputs, input: input)
        let matrix = PackedMatrix(layer, segmentDepth: taps.depth, kernels: kernels, packings: packings)
        self.matrix = matrix

        // Tiles.
        let pointwise = kernel == 1 && window.stride == 1
        let wholeMaps = output.height == 1 && output.width == 1
        let lineLength =
            pointwise ? output.pixels / (scale == nil ? 1 : output.batch) : wholeMaps ? output.batch : output.width
        let lines = output.pixels / lineLength
        aStride =
            pointwise ? input.pixelStride : wholeMaps ? input.imageStride : window.stride.width * input.pixelStride
        cStride = output.pixelStride
        var tiles: [Tile] = []
        let perLine = lineLength.dividedUp(by: tiling.tileRows)
        for line in 0..<lines {
            let (image, y) = line.quotientAndRemainder(dividingBy: output.height)
            let a =
                wholeMaps
                ? 0
                : pointwise
                    ? line * lineLength * aStride
                    : image * input.imageStride + y * window.stride.height * input.rowStride
            for part in 0..<perLine {
                let first = lineLength * part / perLine
                let pixel = line * lineLength + first
                tiles.append(
                    Tile(
                        a: a + first * aStride, c: pixel * cStride, other: pixel * (other?.pixelStride ?? 0),
                        rows: lineLength * (part + 1) / perLine - first))
            }
        }
        self.tiles = tiles
        self.scale = scale
        tilesPerScale = scale == nil ? tiles.count : perLine

        // Blocks of panels.
        let panels = matrix.panels
        tileParts = tiling.tileParts
        let blockPanels = tiling.panels
        var blocks: [Block] = []
        for group in 0..<groups {
            for first in stride(from: 0, to: panels, by: blockPanels) {
                let panel = group * panels + first
                let column = first * matrix.panelColumns
                blocks.append(
                    Block(
                        a: group * inputs, panels: panel * matrix.panelSize, bias: panel * matrix.panelColumns,
                        c: group * matrix.outputs + column,
                        columns: min(blockPanels * matrix.panelColumns, matrix.outputs - column)))
            }
        }
        self.blocks = blocks
        scratchBytes =
            scale == nil ? 0 : min(blockPanels, panels) * matrix.panelSize * kernels.element.byteCount
    }

    func run(_ context: StepContext) {
        let panelParts = context.parts / tileParts
        let tileShare = context.share(of: tiles.count, part: context.part / panelParts, parts: tileParts)
        let blockShare = context.share(of: blocks.count, part: context.part % panelParts, parts: panelParts)
        guard !tileShare.isEmpty else { return }
        taps.offsets.withUnsafeBufferPointer { offsets in
            for block in blocks[blockShare] {
                var arguments = MatrixProductArguments(
                    a: context.map(input, 0), aStride: aStride, segmentOffsets: offsets.baseAddress!,
                    segments: offsets.count, depth: taps.depth, b: matrix.weights.elements + block.panels,
                    c: context.map(output, 0), cStride: cStride,
                    epilogue: matrix.epilogue.arguments(from: block.c, bias: block.bias),
                    otherStride: other?.pixelStride ?? 0, rows: 0, columns: block.columns)
                for index in tileShare {
                    if let scale, index == tileShare.lowerBound || index % tilesPerScale == 0 {
                        arguments.b = scaledPanels(block, by: scale, image: index / tilesPerScale, context)
                    }
                    let tile = tiles[index]
                    arguments.a = context.map(input, tile.a + block.a)
                    arguments.c = context.map(output, tile.c + columnStride * block.c)
                    if let other { arguments.epilogue.other = context.map(other, tile.other + block.c) }
                    arguments.rows = tile.rows
                    kernels.matrixProduct(&arguments)
                    matrix.epilogue.finish(arguments, channel: block.c, kernels: kernels)
                }
            }
        }
    }

    /// The block's weights, multiplied by the factor of each input channel, in the thread's private memory.
    private func scaledPanels(
        _ block: Block, by scale: MapLayout, image: Int, _ context: StepContext
    ) -> MapPointer {
        let panels = block.columns.dividedUp(by: matrix.panelColumns)
        let columns = kernels.depthStep * matrix.panelColumns
        let scratch = context.scratch(kernels.element)
        for panel in 0..<panels {
            let offset = panel * matrix.panelSize
            var arguments = ElementwiseArguments(
                function: .scale, a: matrix.weights.elements + block.panels + offset, aStride: columns,
                b: context.map(scale, image * scale.imageStride), bStride: 1, output: scratch + offset,
                outputStride: columns, pixels: matrix.inputs, channels: columns,
                minimum: -.infinity, maximum: .infinity)
            kernels.elementwise(&arguments)
        }
        return scratch
    }
}

extension EpilogueArguments.Combination {
    fileprivate var label: String { self == .interleave ? " + shuffle" : " + residual" }
}
