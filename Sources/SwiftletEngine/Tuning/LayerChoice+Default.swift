/// The cost models' choices for layers without a measurement.
extension LayerChoice {
    package static func `default`(for key: LayerKey) -> LayerChoice {
        switch key.kind {
        case .convolution: isFasterByWinograd(key) ? .winograd : .product(.default(for: key))
        case .depthwise:
            .depthwise(
                channels: RowPartition.blockChannels(
                    rows: key.batch * key.output.height, channels: key.output.channels, threads: key.threads))
        case .expandedDepthwise: .fused(.default(for: key))
        case .invertedResidual: isWorthwhileByRows(key) ? .byRows(rows(for: key)) : .separate
        }
    }
}

// Convolutions 3 × 3.
extension LayerChoice {
    private static func isFasterByWinograd(_ key: LayerKey) -> Bool {
        guard key.allowsWinograd else { return false }
        let tiles = key.batch * WinogradBlocking.tiles(key.output.height) * WinogradBlocking.tiles(key.output.width)
        return ConvolutionCost.winograd(tiles: tiles, inputs: key.input.channels, outputs: key.output.channels)
            < ConvolutionCost.direct(
                pixels: key.batch * key.output.height * key.output.width, inputs: key.input.channels,
                outputs: key.output.channels)
    }
}

// Inverted residuals.
extension LayerChoice {
    // Measured: at 112 pixels, the stem of MobileNet V2 and the block after it, and the first blocks of MobileNet V3,
    // MnasNet and FBNet-C (up to 15 KiB of weights) take 6 to 40 % less time by rows. Blocks at 56 pixels take the same
    // time or 4 % more, those at 28 pixels 6 % more, because all weights are read again for every few rows.

    /// Whether the map before the depthwise convolution is large, and the weights, read again for every few rows, are
    /// few.
    private static func isWorthwhileByRows(_ key: LayerKey) -> Bool {
        let pixels = key.input.height * key.input.width / key.denseStride.area
        let weights =
            key.groups * (key.output.channels + key.input.channels * key.denseKernel.area) * MemoryLayout<Float>.size
        return pixels >= 12_000 && weights <= 16 << 10
    }

    /// The most rows that leave cache space for the weights and the streamed maps.
    static func rows(for key: LayerKey) -> Int {
        let most = (320 << 10) / key.precision.element.byteCount
        let pixel = MapLayout.pixelStride(channels: key.groups)
        let step = (key.stride.height * key.paddedWidth + key.output.width) * pixel
        let rest = (key.inputRows(for: 1) - key.stride.height) * key.paddedWidth * pixel
        return max(1, min(8, key.output.height, (most - rest) / step))
    }
}

extension ProductTiling {
    /// The most panels that stay in the second-level cache. One thread uses the largest tiles. Several threads use the
    /// tile size and the split of tiles and panels that minimise the busiest thread's work.
    static func `default`(for key: LayerKey) -> ProductTiling {
        let largest = key.instructionSet.tileRows
        var best = ProductTiling(tileRows: largest, panels: 1, tileParts: key.threads)
        var bestCost = Double.infinity
        for parts in (1...key.threads).reversed() where key.threads % parts == 0 {
            for tileRows in (key.threads == 1 ? largest...largest : largest / 2...largest).reversed() {
                let tiling = ProductTiling(tileRows: tileRows, panels: 1, tileParts: parts)
                let cost = tiling.cost(of: key)
                if cost < bestCost { (best, bestCost) = (tiling, cost) }
            }
        }
        best.panels = panels(for: key, tileParts: best.tileParts, cacheBytes: 256 << 10)
        return best
    }

    /// The busiest thread's work, in multiply-accumulates. Each tile costs one extra row, and fetching the weights
    /// costs 2.5.
    private func cost(of key: LayerKey) -> Double {
        let panelParts = key.threads / tileParts
        let tiles = key.lines * key.line.dividedUp(by: tileRows)
        let rows = Double(key.lines * key.line) / Double(tiles) + 1
        let columns = min(
            key.panels.dividedUp(by: panelParts) * key.instructionSet.panelColumns,
            key.output.channels.dividedUp(by: 16) * 16)
        let depth = key.input.channels / key.groups * key.kernel.area
        return (Double(tiles.dividedUp(by: tileParts)) * rows + 2.5) * Double(columns * depth)
            + SharedMap.cost(
                pixels: key.lines * key.line / tileParts, channels: key.input.channels + key.output.channels,
                parts: panelParts)
    }

    /// The most panels that fit in the cache, at most a thread's share.
    static func panels(for key: LayerKey, tileParts: Int, cacheBytes: Int) -> Int {
        let share = key.panels.dividedUp(by: key.threads / tileParts)
        return max(1, min(cacheBytes / key.panelBytes, share, key.panelsPerGroup))
    }
}

/// The cost of maps whose channels threads share. Other layers share pixels, so that a thread reads floats from another
/// core's cache. Two threads that each computed half of a convolution's channels took up to 1.6 times as long.
enum SharedMap {
    /// The cost of one float from another core's cache, in multiply-accumulates. Measured on 25 layers of light
    /// networks on two cores.
    private static let floatCost = 40.0

    /// A thread's wait for the pixels that it reads and writes if `parts` threads share their channels.
    static func cost(pixels: Int, channels: Int, parts: Int) -> Double {
        floatCost * Double(pixels * channels) * (1 - 1 / Double(parts))
    }
}

extension ExpansionBlocking {
    static func `default`(for key: LayerKey) -> ExpansionBlocking {
        let panel = key.instructionSet.panelColumns
        var best = ExpansionBlocking(channels: panel, rows: key.output.height, tileRows: key.instructionSet.tileRows)
        var bestCost = Double.infinity
        for channels in stride(from: max(panel, 32), through: 128, by: max(panel, 32)) {
            for bands in 1...key.output.height {
                var blocking = best
                blocking.channels = channels
                blocking.rows = key.output.height.dividedUp(by: bands)
                let cost = blocking.cost(of: key)
                if cost < bestCost { (best, bestCost) = (blocking, cost) }
            }
        }
        // At most the layer's channels.
        best.channels = min(best.channels, key.output.channels.dividedUp(by: panel) * panel)
        return best
    }

    /// The busiest thread's work. Bands compute their shared rows twice. A scratch map larger than the cache costs
    /// more, and more with its size.
    func cost(of key: LayerKey) -> Double {
        let cached = (384 << 10) / key.precision.element.byteCount
        let inputRows = key.inputRows(for: rows)
        let scratch = inputRows * key.paddedWidth * channels
        let items =
            key.output.channels.dividedUp(by: channels) * key.output.height.dividedUp(by: rows) * key.batch
        let bands = key.output.height.dividedUp(by: rows)
        // Each of two bands ends at an edge of the map.
        let outside = bands == 2 ? max(0, key.inputRows(for: key.output.height) - key.input.height) / 2 : 0
        let expand = Double(
            min(inputRows - outside, key.input.height) * key.input.width * key.input.channels * channels)
        let convolve = Double(rows * key.output.width * key.kernel.area * channels)
        var cost = Double(items.dividedUp(by: key.threads)) * (expand + 1.5 * convolve)
        // Narrow blocks read the input more often.
        cost *= 1 + 1 / Double(channels)
        if scratch > cached { cost *= 1.3 + 0.05 * Double(scratch) / Double(cached) }
        if key.batch * bands % key.threads != 0 {
            let pixels = key.batch * key.output.height * key.output.width / key.threads
            cost += SharedMap.cost(pixels: pixels, channels: key.input.channels, parts: key.threads)
        }
        return cost
    }
}
