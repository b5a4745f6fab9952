/// A network's blocks and layers as a part of a page: rows that fold without a script.
struct BlockTree {
    let complexity: Complexity
    let latency: Latency?

    init(_ complexity: Complexity, _ latency: Latency?) {
        self.complexity = complexity
        self.latency = latency
    }

    /// - Parameter depth: How many levels are open at first.
    func html(depth: Int) -> String {
        let titles =
            ["block", "output", "params", "MACs", "share", "memory", "FLOP/byte"]
            + (latency == nil ? [] : ["ms", "bound"])
        let head = titles.map { "<span>\($0)</span>" }.joined()
        return "<div class=\"tree\"><div class=\"\(rowClass) head\">\(head)</div>\n"
            + html(complexity.blocks, level: 0, depth: depth) + "</div>\n"
    }

    private var rowClass: String { latency == nil ? "row" : "row timed" }

    private func html(_ block: BlockComplexity, level: Int, depth: Int) -> String {
        let row = cells(block, level: level).map { "<span>\($0)</span>" }.joined()
        guard !block.children.isEmpty else { return "<div class=\"\(rowClass) leaf\">\(row)</div>\n" }
        let inner = block.children.map { html($0, level: level + 1, depth: depth) }.joined()
        let open = level < depth ? " open" : ""
        return "<details\(open)><summary class=\"\(rowClass)\">\(row)</summary>\n\(inner)</details>\n"
    }

    private func cells(_ block: BlockComplexity, level: Int) -> [String] {
        let share = complexity.macs == 0 ? 0 : Double(block.macs) / Double(complexity.macs)
        let bar = "<i class=\"bar\" style=\"width:\(NumberText.fixed(2.2 * share, 2))em\"></i>"
        let indent = NumberText.fixed(Double(min(level, 12)) * 0.9, 1)
        let name = Markup.escaped(block.name.isEmpty ? complexity.name : block.name)
        let kind = block.layer.map { " <span class=\"kind\">\(Markup.escaped($0.kind.label))</span>" } ?? ""
        let cells = [
            "<span class=\"name\" style=\"margin-left:\(indent)em\">\(block.layer == nil ? "<b>\(name)</b>" : name)\(kind)</span>",
            block.layerIndices.last.map { complexity.layers[$0].output.description } ?? "",
            NumberText.count(block.parameters), NumberText.count(block.macs),
            bar + NumberText.fixed(100 * share, 1) + " %", NumberText.bytes(block.memoryAccessBytes),
            NumberText.significant(block.arithmeticIntensity),
        ]
        return cells + timing(block)
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
