extension LayerChoice {
    /// The structural alternatives: the other algorithm, separate layers in place of joined ones, or the reverse.
    package static func structures(for key: LayerKey, isFused: Bool) -> [LayerChoice] {
        switch key.kind {
        case .depthwise: []
        case .convolution:
            !key.allowsWinograd
                ? [] : LayerChoice.default(for: key) == .winograd ? [.product(.default(for: key))] : [.winograd]
        case .expandedDepthwise: isFused ? [.separate] : [.fused(.default(for: key))]
        case .invertedResidual:
            isFused
                ? [.separate]
                : Set([1, 2, 4, rows(for: key)]).filter { $0 <= key.output.height }.sorted().map { .byRows($0) }
        }
    }

    /// The choices worth measuring besides the default, the likeliest first, at most `limit`.
    package static func candidates(for key: LayerKey, limit: Int) -> [LayerChoice] {
        let all: [LayerChoice] =
            switch key.kind {
            case .convolution:
                LayerChoice.default(for: key) == .winograd
                    ? [] : ProductTiling.candidates(for: key).map { .product($0) }
            case .depthwise: depthwiseCandidates(for: key)
            case .expandedDepthwise: ExpansionBlocking.candidates(for: key).map { .fused($0) }
            case .invertedResidual: [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16].map { .byRows($0) }
            }
        var seen: Set<LayerChoice> = [.default(for: key)]
        return Array(all.filter { $0.problem(for: key) == nil && seen.insert($0).inserted }.prefix(limit))
    }

    private static func depthwiseCandidates(for key: LayerKey) -> [LayerChoice] {
        let vectors = key.output.channels.dividedUp(by: 16)
        return [1, 2, 3, 4, 6, 8].map { .depthwise(channels: vectors.dividedUp(by: $0) * 16) }
    }
}

extension ProductTiling {
    /// Larger and smaller tiles, blocks for caches of several sizes, and every way for threads to share.
    static func candidates(for key: LayerKey) -> [ProductTiling] {
        let largest = key.instructionSet.tileRows
        let fewest = key.line.dividedUp(by: largest)
        // Tiles are of equal size, so that only their number per line counts.
        var rows: [Int] = []
        for parts in fewest...fewest + 3 where parts <= key.line { rows.append(key.line.dividedUp(by: parts)) }
        // A long line can have tiles of every size.
        rows += [largest - 1, largest - 2, largest - 4, largest * 2 / 3, largest / 2].filter { $0 < key.line }
        var result: [ProductTiling] = []
        for parts in (1...key.threads).reversed() where key.threads % parts == 0 {
            for cache in [256, 128, 512, 1024, 32] {
                for tileRows in rows where (1...largest).contains(tileRows) {
                    result.append(
                        ProductTiling(
                            tileRows: tileRows, panels: panels(for: key, tileParts: parts, cacheBytes: cache << 10),
                            tileParts: parts))
                }
            }
        }
        // Candidates with a single change come first. Those that cut the layer like the default are removed.
        let expected = ProductTiling.default(for: key)
        func tiles(_ tiling: ProductTiling) -> Int { key.line.dividedUp(by: tiling.tileRows) }
        result.removeAll {
            tiles($0) == tiles(expected) && $0.panels == expected.panels && $0.tileParts == expected.tileParts
        }
        return result.enumerated().sorted {
            ($0.element.changes(from: expected), $0.offset) < ($1.element.changes(from: expected), $1.offset)
        }.map(\.element)
    }

    private func changes(from other: ProductTiling) -> Int {
        (tileRows == other.tileRows ? 0 : 1) + (panels == other.panels ? 0 : 1)
            + (tileParts == other.tileParts ? 0 : 1)
    }
}

extension ExpansionBlocking {
    /// Cuts in the cost model's order: the best cut for each number of channels, then the second best, and so on.
    static func candidates(for key: LayerKey) -> [ExpansionBlocking] {
        let unit = max(32, key.instructionSet.panelColumns)
        let panel = key.instructionSet.panelColumns
        let whole = key.output.channels.dividedUp(by: panel) * panel
        var byChannels: [[ExpansionBlocking]] = []
        for channels in [1, 2, 3, 4, 6, 8, 12].map({ $0 * unit }) + [whole] where channels <= whole {
            let rows = Set((1...min(key.output.height, 16)).map { key.output.height.dividedUp(by: $0) })
            let cuts = rows.map {
                ExpansionBlocking(channels: channels, rows: $0, tileRows: key.instructionSet.tileRows)
            }
            byChannels.append(cuts.sorted { ($0.cost(of: key), $0.rows) < ($1.cost(of: key), $1.rows) })
        }
        var result: [ExpansionBlocking] = []
        for rank in 0..<16 {
            result += byChannels.filter { rank < $0.count }.map { $0[rank] }
                .sorted { ($0.cost(of: key), $0.channels) < ($1.cost(of: key), $1.channels) }
        }
        return result
    }
}
