import SwiftletGraphs

/// Gives every value its place in one arena, such that values that live at the same time do not overlap.
///
/// Slices are views of the map that they are taken from, and the parts of a concatenation are written where the
/// concatenation lies: both cost nothing.
struct MemoryPlan {
    /// Layout of every value that is used, by value.
    let layouts: [MapLayout?]
    /// Floats in the arena.
    let floatCount: Int

    private struct View {
        var parent: ValueID
        var channel: Int
    }

    private struct Buffer {
        var root: ValueID
        var floats: Int
        var firstUse: Int
        var lastUse: Int
        var offset = 0
    }

    init(_ graph: FusedGraph) {
        let views = Self.views(in: graph)
        let paddedInputs = Self.paddedInputs(in: graph)
        func root(_ value: ValueID) -> (value: ValueID, channel: Int) {
            var value = value
            var channel = 0
            while let view = views[value] {
                channel += view.channel
                value = view.parent
            }
            return (value, channel)
        }

        let inputs = Set(graph.inputs)
        func pixelStride(_ root: ValueID) -> Int {
            let channels = graph.shape(of: root).channels
            // Whoever fills an input writes its pixels densely; its zero-padded copy follows it, so that a whole kernel
            // row of a picture's three channels is one run of floats.
            return inputs.contains(root) || paddedInputs.contains(root)
                ? channels : MapLayout.pixelStride(channels: channels)
        }

        var buffers: [ValueID: Buffer] = [:]
        func use(_ value: ValueID, at time: Int) {
            let root = root(value).value
            if buffers[root] == nil {
                let shape = graph.shape(of: root)
                buffers[root] = Buffer(
                    // Kernels may read to the end of a pixel's last vector, which of a dense map is beyond its end.
                    root: root, floats: shape.batch * shape.height * shape.width * pixelStride(root) + 16,
                    firstUse: time, lastUse: time)
            }
            buffers[root]!.firstUse = min(buffers[root]!.firstUse, time)
            buffers[root]!.lastUse = max(buffers[root]!.lastUse, time)
        }
        for input in graph.inputs { use(input, at: -1) }
        for (time, node) in graph.nodes.enumerated() {
            for input in node.reads { use(input, at: time) }
            use(node.output, at: time)
        }
        for value in Array(graph.outputs.values) + (graph.result.map { [$0] } ?? []) {
            use(value, at: graph.nodes.count)
        }

        let (placed, end) = Self.place(Array(buffers.values))
        var layouts = [MapLayout?](repeating: nil, count: graph.shapes.count)
        for index in graph.shapes.indices {
            let (root, channel) = root(ValueID(index))
            guard let buffer = placed[root] else { continue }
            layouts[index] = MapLayout(
                graph.shapes[index], offset: buffer.offset + channel, pixelStride: pixelStride(root))
        }
        self.layouts = layouts
        floatCount = end
    }

    /// Which values lie inside another.
    private static func views(in graph: FusedGraph) -> [ValueID: View] {
        var views: [ValueID: View] = [:]
        let inputs = Set(graph.inputs)
        for node in graph.nodes {
            if case .slice(let range) = node.operation {
                views[node.output] = View(parent: node.inputs[0], channel: range.lowerBound)
            }
        }
        for node in graph.nodes {
            guard case .concatenate = node.operation else { continue }
            var channel = 0
            for input in node.inputs {
                if views[input] == nil, !inputs.contains(input) {
                    views[input] = View(parent: node.output, channel: channel)
                }
                channel += graph.shape(of: input).channels
            }
        }
        return views
    }

    /// Copies of an input with zeros around it.
    private static func paddedInputs(in graph: FusedGraph) -> Set<ValueID> {
        Set(
            graph.nodes.compactMap { node in
                if case .pad = node.operation, graph.inputs.contains(node.inputs[0]) { node.output } else { nil }
            })
    }

    /// Largest first, each at the lowest place that is free while it lives.
    private static func place(_ buffers: [Buffer]) -> (placed: [ValueID: Buffer], end: Int) {
        let order = buffers.sorted { ($0.floats, $1.root.index) > ($1.floats, $0.root.index) }
        var placed: [Buffer] = []
        var end = 0
        for var buffer in order {
            let neighbours = placed.filter { $0.firstUse <= buffer.lastUse && buffer.firstUse <= $0.lastUse }
                .sorted { $0.offset < $1.offset }
            var offset = 0
            for neighbour in neighbours {
                if offset + buffer.floats <= neighbour.offset { break }
                offset = max(offset, (neighbour.offset + neighbour.floats + 15) / 16 * 16)
            }
            buffer.offset = offset
            end = max(end, offset + buffer.floats)
            placed.append(buffer)
        }
        return (Dictionary(uniqueKeysWithValues: placed.map { ($0.root, $0) }), end)
    }
}
