/// A network's blocks and layers as a part of a page: rows that fold without a script.
struct BlockTree {
    let complexity: Complexity
    let latency: Latency?
    private let parameters: NumberColumn
    private let macs: NumberColumn
    private let bytes: NumberColumn

    init(_ complexity: Complexity, _ latency: Latency?) {
        self.complexity = complexity
        self.latency = latency
        parameters = NumberColumn(complexity.layers.map(\.parameters))
        macs = NumberColumn(complexity.layers.map(\.macs))
        bytes = NumberColumn(complexity.layers.map(\.memoryAccessBytes))
    }

    /// - Parameter depth: How many levels are open at first.
    func html(depth: Int) -> String {
        let blocks = complexity.blocks
        let titles =
            [
                "block", "output", parameters.title("params"), macs.title("MACs"), "share",
                bytes.title("memory", isBytes: true), "FLOP/byte",
            ]
            + (latency == nil ? [] : ["ms", "bound"])
        let head = titles.map { "<span>\($0)</span>" }.joined()
        return "<div class=\"tree\" tabindex=\"0\"><div class=\"rows\" style=\"\(columns(blocks, titles))\">"
            + "<div class=\"row head\">\(head)</div>\n"
            + html(blocks, level: 0, depth: depth) + "</div></div>\n"
    }

    /// As wide as the longest text of each column, so that none is cut; the first takes what is left.
    private func columns(_ blocks: BlockComplexity, _ titles: [String]) -> String {
        // Titles are bold.
        var widths = titles.map { textWidth($0, size: 1.15) }
        for (level, block) in blocks.flattened() {
            for (index, text) in texts(block).enumerated() {
                let indent = index == 0 ? 0.9 * Double(min(level, 12)) + 1.4 : index == 4 ? 2.6 : 0
                widths[index] = max(widths[index], textWidth(text, size: 1) + indent)
            }
        }
        let columns = widths.map { NumberText.fixed(min($0, 24) + 0.3, 1) + "em" }
        return "--first:\(columns[0]);--rest:\(columns.dropFirst().joined(separator: " "))"
    }

    private func html(_ block: BlockComplexity, level: Int, depth: Int) -> String {
        let row = cells(block, level: level).map { "<span>\($0)</span>" }.joined()
        guard !block.children.isEmpty else { return "<div class=\"row leaf\">\(row)</div>\n" }
        let inner = block.children.map { html($0, level: level + 1, depth: depth) }.joined()
        let open = level < depth ? " open" : ""
        return "<details\(open)><summary class=\"row\">\(row)</summary>\n\(inner)</details>\n"
    }

    private func name(_ block: BlockComplexity) -> String { block.name.isEmpty ? complexity.name : block.name }

    private func share(_ block: BlockComplexity) -> Double {
        complexity.macs == 0 ? 0 : Double(block.macs) / Double(complexity.macs)
    }

    /// What the row's cells say, without markup.
    private func texts(_ block: BlockComplexity) -> [String] {
        [
            name(block) + (block.layer.map { " " + $0.kind.label } ?? ""),
            block.layerIndices.last.map { complexity.layers[$0].output.description } ?? "",
            parameters.text(block.parameters), macs.text(block.macs), NumberText.fixed(100 * share(block), 1) + " %",
            bytes.text(block.memoryAccessBytes), NumberText.fixed(block.arithmeticIntensity, 2),
        ] + timing(block)
    }

    private func cells(_ block: BlockComplexity, level: Int) -> [String] {
        var cells = texts(block).map(Markup.escaped)
        let indent = NumberText.fixed(Double(min(level, 12)) * 0.9, 1)
        let name = Markup.escaped(name(block))
        let kind = block.layer.map { " <span class=\"kind\">\(Markup.escaped($0.kind.label))</span>" } ?? ""
        cells[0] =
            "<span class=\"name\" style=\"margin-left:\(indent)em\">\(block.layer == nil ? "<b>\(name)</b>" : name)\(kind)</span>"
        let width = NumberText.fixed(2.2 * share(block), 2)
        cells[4] = "<i class=\"bar\" style=\"width:\(width)em\"></i>" + cells[4]
        return cells
    }

    private func timing(_ block: BlockComplexity) -> [String] {
        guard let latency else { return [] }
        let timings = block.layerIndices.map { latency.layers[$0] }
        let milliseconds = timings.reduce(0) { $0 + $1.measuredMilliseconds }
        guard milliseconds > 0 else { return ["–", ""] }
        var times: [Bound: Double] = [:]
        for timing in timings {
            if let bound = timing.bound { times[bound, default: 0] += timing.measuredMilliseconds }
        }
        let bound = times.max { ($0.value, $0.key.label) < ($1.value, $1.key.label) }?.key.label
        return [NumberText.fixed(milliseconds, 3), bound ?? ""]
    }
}
