/// What cost models choose where nothing has been measured.
extension LayerChoice {
    package static func expected(for key: LayerKey) -> LayerChoice {
        switch key.kind {
        case .convolution: .product(.expected(for: key))
        case .depthwise:
            .depthwise(
                channels: RowPartition.blockChannels(
                    rows: key.batch * key.output.height, channels: key.output.channels, threads: key.threads))
        case .expandedDepthwise: .fused(.expected(for: key))
        }
    }
}

extension ProductTiling {
    /// The largest tiles; as many panels as stay in the second-level cache; and threads that share tiles, panels or both,
    /// whichever makes the largest share smallest.
    static func expected(for key: LayerKey) -> ProductTiling {
        let tileRows = key.instructionSet.tileRows
        let tiles = key.lines * key.line.dividedUp(by: tileRows)
        var tileParts = key.threads
        var bestCost = Int.max
        for parts in (1...key.threads).reversed() where key.threads % parts == 0 {
            let cost = tiles.dividedUp(by: parts) * key.panels.dividedUp(by: key.threads / parts)
            if cost < bestCost { (tileParts, bestCost) = (parts, cost) }
        }
        return ProductTiling(
            tileRows: tileRows, panels: panels(for: key, tileParts: tileParts, cacheBytes: 256 << 10),
            tileParts: tileParts)
    }

    /// As many panels as fit, and no more than a thread's share.
    static func panels(for key: LayerKey, tileParts: Int, cacheBytes: Int) -> Int {
        let share = key.panels.dividedUp(by: key.threads / tileParts)
        return max(1, min(cacheBytes / key.panelBytes, share, key.panelsPerGroup))
    }
}

extension ExpansionBlocking {
    static func expected(for key: LayerKey) -> ExpansionBlocking {
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
        // No more than there are.
        best.channels = min(best.channels, key.output.channels.dividedUp(by: panel) * panel)
        return best
    }

    /// The work of the thread that has most: bands compute the rows that they share twice, and a scratch map beyond the
    /// cache costs more, the larger the more.
    func cost(of key: LayerKey) -> Double {
        let cached = (384 << 10) / MemoryLayout<Float>.size
        let inputRows = key.inputRows(for: rows)
        let scratch = inputRows * key.paddedWidth * channels
        let items =
            key.output.channels.dividedUp(by: channels) * key.output.height.dividedUp(by: rows) * key.batch
        let expand = Double(min(inputRows, key.input.height) * key.input.width * key.input.channels * channels)
        let convolve = Double(rows * key.output.width * key.kernel.area * channels)
        var cost = Double(items.dividedUp(by: key.threads)) * (expand + 1.5 * convolve)
        // Narrow blocks read the input more often.
        cost *= 1 + 1 / Double(channels)
        if scratch > cached { cost *= 1.3 + 0.05 * Double(scratch) / Double(cached) }
        return cost
    }
}
