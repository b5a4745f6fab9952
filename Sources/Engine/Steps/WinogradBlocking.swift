import _MicrokernelInterface
import Glibc

/// How a Winograd convolution is cut into blocks of tiles and groups of panels, and how threads share them.
struct WinogradBlocking: Sendable {
    /// Tiles that are transformed and multiplied at a time.
    let blockTiles: Int
    /// Panels of output channels whose products are in scratch memory at a time.
    let groupPanels: Int
    /// Into how many parts threads cut the tiles; they share panels where there are fewer parts than threads.
    let tileParts: Int

    private let tilesHigh: Int
    private let tilesWide: Int
    private let batch: Int
    /// Floats of a tile in a plane of transformed inputs, and from plane to plane.
    let inputRow: Int
    let inputPlane: Int
    /// The same of products.
    let outputRow: Int
    let outputPlane: Int

    var tiles: Int { batch * tilesHigh * tilesWide }
    var inputFloats: Int { Winograd.planes * inputPlane }
    var scratchFloats: Int { inputFloats + Winograd.planes * outputPlane }

    init(batch: Int, height: Int, width: Int, inputs: Int, outputs: Int, panelColumns: Int, threads: Int) {
        self.batch = batch
        tilesHigh = (height + Winograd.outputs - 1) / Winograd.outputs
        tilesWide = (width + Winograd.outputs - 1) / Winograd.outputs
        let tiles = batch * tilesHigh * tilesWide
        let panels = (outputs + panelColumns - 1) / panelColumns
        func env(_ n: String, _ d: Int) -> Int { getenv(n).flatMap { Int(String(cString: $0)) } ?? d }
        tileParts = min(threads, env("WTP", threads))
        let paddedInputs = (inputs + 15) / 16 * 16
        blockTiles = min(env("WT", 48), (tiles + tileParts - 1) / tileParts)
        groupPanels = min(panels, env("WG", 4))
        inputRow = paddedInputs
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

    /// An odd number of cache lines, so that the same place in all planes does not fall into the same set of the cache.
    private static func oddLines(_ floats: Int) -> Int { (floats + 15) / 16 * 16 | 16 }
}
