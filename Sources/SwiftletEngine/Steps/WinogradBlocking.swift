import _SwiftletMicrokernelInterface

/// The cut of a Winograd convolution into blocks of tiles and groups of panels, and the threads' shares of them.
struct WinogradBlocking: Sendable {
    /// Tiles that are transformed and multiplied at a time.
    let blockTiles: Int
    /// Panels of output channels whose products are in scratch memory at a time.
    let groupPanels: Int
    /// The numbers of parts that threads cut the tiles and the panels into.
    let tileParts: Int
    let panelParts: Int
    /// Floats from tile to tile and from plane to plane of transformed inputs.
    let inputRow: Int
    let inputPlane: Int
    /// The same for products.
    let outputRow: Int
    let outputPlane: Int

    private let batch: Int
    private let tilesHigh: Int
    private let tilesWide: Int

    var tiles: Int { batch * tilesHigh * tilesWide }
    var inputFloats: Int { Winograd.planes * inputPlane }
    var scratchFloats: Int { inputFloats + Winograd.planes * outputPlane }

    init(input: MapLayout, output: MapLayout, panelColumns: Int, threads: Int) {
        batch = output.batch
        tilesHigh = Self.tiles(output.height)
        tilesWide = Self.tiles(output.width)
        let tiles = batch * tilesHigh * tilesWide
        let panels = output.channels.dividedUp(by: panelColumns)
        // Threads that split the panels each transform all their tiles. Threads that split the tiles each read all
        // weights.
        var best = (tileParts: threads, cost: Double.infinity)
        for tileParts in (1...threads).reversed() where threads % tileParts == 0 {
            let panelParts = threads / tileParts
            let share = tiles.dividedUp(by: tileParts)
            let cost =
                ConvolutionCost.winograd(
                    tiles: share, inputs: input.channels, outputs: panels.dividedUp(by: panelParts) * panelColumns)
                + SharedMap.cost(
                    pixels: share * Winograd.outputs * Winograd.outputs, channels: input.channels + output.channels,
                    parts: panelParts) / ConvolutionCost.macsPerCycle
            if cost < best.cost { best = (tileParts, cost) }
        }
        tileParts = best.tileParts
        panelParts = threads / tileParts
        blockTiles = min(
            ConvolutionCost.blockTiles(inputs: input.channels, outputs: output.channels),
            tiles.dividedUp(by: tileParts))
        groupPanels = min(panels.dividedUp(by: panelParts), max(1, 512 / panelColumns))
        inputRow = MapLayout.pixelStride(channels: input.channels)
        outputRow = groupPanels * panelColumns
        inputPlane = Self.oddLines(blockTiles * inputRow)
        outputPlane = Self.oddLines(blockTiles * outputRow)
    }

    /// The image of a tile and its first output's row and column.
    func place(of tile: Int) -> (image: Int, y: Int, x: Int) {
        let (line, x) = tile.quotientAndRemainder(dividingBy: tilesWide)
        let (image, y) = line.quotientAndRemainder(dividingBy: tilesHigh)
        return (image, y * Winograd.outputs, x * Winograd.outputs)
    }

    /// Tiles along a side of a map.
    static func tiles(_ extent: Int) -> Int { extent.dividedUp(by: Winograd.outputs) }

    /// An odd number of cache lines, so that equal places of all planes fall into different sets of the cache.
    private static func oddLines(_ floats: Int) -> Int { (floats + 15) / 16 * 16 | 16 }
}
