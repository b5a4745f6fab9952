/// A choice of how to compute a layer.
package enum LayerChoice: Hashable, Sendable {
    /// The cost models' choice; see ``default(for:)``.
    case `default`
    /// A convolution by matrix products, and their cut.
    case product(ProductTiling)
    /// A convolution by Winograd's algorithm.
    case winograd
    /// A depthwise convolution, and the channels of a row that a thread computes at a time.
    case depthwise(channels: Int)
    /// A pointwise convolution joined with the depthwise one after it, and the cut of the pair.
    case fused(ExpansionBlocking)
    /// An inverted residual as one step, and its output rows at a time.
    case byRows(Int)
    /// Layers that could be joined but run separately. In a block, pairs of layers may stay joined.
    case separate
}

/// The cut of a matrix product into tiles of pixels and blocks of output channels.
package struct ProductTiling: Hashable, Sendable {
    /// The most pixels of a tile, 1 … `KernelSet.tileRows`. Lines are cut into the fewest equal tiles within this
    /// limit.
    package var tileRows: Int
    /// Panels of output channels per pass over all tiles.
    package var panels: Int
    /// The number of parts of the tiles, a divisor of the threads. The quotient is the number of parts of the panels.
    package var tileParts: Int

    package init(tileRows: Int, panels: Int, tileParts: Int) {
        self.tileRows = tileRows
        self.panels = panels
        self.tileParts = tileParts
    }
}

/// The cut of a pointwise convolution and the depthwise one after it.
package struct ExpansionBlocking: Hashable, Sendable {
    /// Channels at a time, in whole panels.
    package var channels: Int
    /// Rows of the output at a time.
    package var rows: Int
    /// The most pixels of a tile of the pointwise convolution.
    package var tileRows: Int

    package init(channels: Int, rows: Int, tileRows: Int) {
        self.channels = channels
        self.rows = rows
        self.tileRows = tileRows
    }
}

extension LayerChoice {
    /// Why this choice does not fit the layer; nil if it fits.
    package func problem(for key: LayerKey) -> String? {
        let set = key.instructionSet
        func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) -> String? {
            range.contains(value) ? nil : "\(name)=\(value) is not in \(range.lowerBound)…\(range.upperBound)"
        }
        switch (self, key.kind) {
        case (.default, _), (.separate, .expandedDepthwise), (.separate, .invertedResidual):
            return nil
        case (.winograd, .convolution):
            return key.allowsWinograd ? nil : "'winograd' is for dense convolutions of 3x3 and stride 1"
        case (.byRows(let rows), .invertedResidual):
            return check("rows", rows, 1...key.output.height)
        case (.product(let tiling), .convolution):
            return check("tile-rows", tiling.tileRows, 1...set.tileRows)
                ?? check("panels", tiling.panels, 1...key.panelsPerGroup)
                ?? check("tile-parts", tiling.tileParts, 1...key.threads)
                ?? (key.threads % tiling.tileParts == 0
                    ? nil : "tile-parts=\(tiling.tileParts) does not divide \(key.threads) threads")
        case (.depthwise(let channels), .depthwise):
            return check("channels", channels, 1...key.output.channels.wholePanels(16)) ?? multiple(channels, 16)
        case (.fused(let blocking), .expandedDepthwise):
            return check("channels", blocking.channels, 1...key.output.channels.wholePanels(set.panelColumns))
                ?? multiple(blocking.channels, set.panelColumns)
                ?? check("rows", blocking.rows, 1...key.output.height)
                ?? check("tile-rows", blocking.tileRows, 1...set.tileRows)
        default:
            return "'\(self)' is not a way to compute a \(key.kind.rawValue)"
        }
    }

    private func multiple(_ channels: Int, _ unit: Int) -> String? {
        channels % unit == 0 ? nil : "channels=\(channels) is not a multiple of \(unit)"
    }
}

extension Int {
    /// The number of channels rounded up to whole panels.
    fileprivate func wholePanels(_ columns: Int) -> Int { dividedUp(by: columns) * columns }
}

extension LayerChoice: CustomStringConvertible {
    /// The choice as text, for example `default`, `winograd` or `channels=64 rows=7 tile-rows=12`.
    package var description: String {
        switch self {
        case .default: "default"
        case .product(let tiling):
            "tile-rows=\(tiling.tileRows) panels=\(tiling.panels) tile-parts=\(tiling.tileParts)"
        case .depthwise(let channels): "channels=\(channels)"
        case .fused(let blocking):
            "channels=\(blocking.channels) rows=\(blocking.rows) tile-rows=\(blocking.tileRows)"
        case .winograd: "winograd"
        case .byRows(let rows): "rows=\(rows)"
        case .separate: "separate"
        }
    }

    /// Reads the ``description`` of a choice for a layer of this kind; nil for other text.
    init?(_ text: inout TextCursor, for kind: LayerKey.Kind) {
        if text.accept("default") {
            self = .default
            return
        }
        let counts = 1...1 << 20
        switch kind {
        case .convolution:
            if text.accept("winograd") {
                self = .winograd
                return
            }
            guard text.accept("tile-rows="), let rows = text.integer(in: counts), text.accept(" panels="),
                let panels = text.integer(in: counts), text.accept(" tile-parts="),
                let parts = text.integer(in: counts)
            else { return nil }
            self = .product(ProductTiling(tileRows: rows, panels: panels, tileParts: parts))
        case .depthwise:
            guard text.accept("channels="), let channels = text.integer(in: counts) else { return nil }
            self = .depthwise(channels: channels)
        case .invertedResidual:
            if text.accept("separate") {
                self = .separate
                return
            }
            guard text.accept("rows="), let rows = text.integer(in: counts) else { return nil }
            self = .byRows(rows)
        case .expandedDepthwise:
            if text.accept("separate") {
                self = .separate
                return
            }
            guard text.accept("channels="), let channels = text.integer(in: counts), text.accept(" rows="),
                let rows = text.integer(in: counts), text.accept(" tile-rows="),
                let tileRows = text.integer(in: counts)
            else { return nil }
            self = .fused(ExpansionBlocking(channels: channels, rows: rows, tileRows: tileRows))
        }
    }
}
