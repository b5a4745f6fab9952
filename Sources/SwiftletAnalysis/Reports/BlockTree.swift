import SwiftletReports

/// A network's blocks and layers as a tree in a page.
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

    /// - Parameter depth: The number of levels that are open at first.
    func html(depth: Int) -> String {
        let titles =
            [
                "block", "output", parameters.title("params"), macs.title("MACs"), "share",
                bytes.title("memory", isBytes: true), "FLOP/byte",
            ]
            + (latency == nil ? [] : ["ms", "bound"])
        return HTMLTree(titles: titles, barColumn: 4, root: row(complexity.blocks)).html(depth: depth)
    }

    private func row(_ block: BlockComplexity) -> HTMLTree.Row {
        HTMLTree.Row(
            name: block.name.isEmpty ? complexity.name : block.name, note: block.layer?.kind.label ?? "",
            isStrong: block.layer == nil, cells: cells(block), bar: share(block), children: block.children.map(row))
    }

    private func share(_ block: BlockComplexity) -> Double {
        complexity.macs == 0 ? 0 : Double(block.macs) / Double(complexity.macs)
    }

    private func cells(_ block: BlockComplexity) -> [String] {
        [
            block.layerIndices.last.map { complexity.layers[$0].output.description } ?? "",
            parameters.text(block.parameters), macs.text(block.macs), NumberText.fixed(100 * share(block), 1) + " %",
            bytes.text(block.memoryAccessBytes), NumberText.fixed(block.arithmeticIntensity, 2),
        ] + timing(block)
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
