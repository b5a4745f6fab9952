import SwiftletGraphs
import _SwiftletMicrokernelInterface

/// Gives every value a place in one arena, in bytes of its own element type. Values that live at the same time do not
/// overlap.
///
/// Slices are views of their source. The parts of a concatenation are written into its buffer where possible. Both then
/// need no copy.
struct MemoryPlan {
    /// The layout of each value, by index; nil if the value is unused.
    let layouts: [MapLayout?]
    /// Bytes of the arena.
    let byteCount: Int

    /// Buffers begin on cache lines.
    private static let alignment = 64

    private struct View {
        var parent: ValueID
        var channel: Int
    }

    private struct Buffer {
        var root: ValueID
        var bytes: Int
        var firstUse: Int
        var lastUse: Int
        var offset = 0
    }

    init(_ graph: LoweredGraph) {
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
            // An input is dense. Its padded copy is dense too, so that a kernel row over a picture's three channels is
            // one run of elements.
            return inputs.contains(root) || paddedInputs.contains(root)
                ? channels : MapLayout.pixelStride(channels: channels)
        }

        var buffers: [ValueID: Buffer] = [:]
        func use(_ value: ValueID, at time: Int) {
            let root = root(value).value
            if buffers[root] == nil {
                let type = graph.values[root.index]
                let pixels = type.shape.batch * type.shape.height * type.shape.width
                buffers[root] = Buffer(
                    // Kernels may read a whole vector at the last pixel. In a dense map, it passes the map's end.
                    root: root, bytes: (pixels * pixelStride(root) + 16) * type.element.byteCount,
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
        for value in Array(graph.outputs.values) + graph.keptValues {
            use(value, at: graph.nodes.count)
        }

        let (placed, end) = Self.place(Array(buffers.values))
        var layouts = [MapLayout?](repeating: nil, count: graph.values.count)
        for index in graph.values.indices {
            let (root, channel) = root(ValueID(index))
            guard let buffer = placed[root] else { continue }
            let type = graph.values[index]
            layouts[index] = MapLayout(
                type, byteOffset: buffer.offset + channel * type.element.byteCount, pixelStride: pixelStride(root))
        }
        self.layouts = layouts
        byteCount = end
    }

    /// Values that lie inside another value.
    private static func views(in graph: LoweredGraph) -> [ValueID: View] {
        var views: [ValueID: View] = [:]
        let inputs = Set(graph.inputs)
        for node in graph.nodes {
            if case .slice(let range) = node.step {
                views[node.output] = View(parent: node.inputs[0], channel: range.lowerBound)
            }
        }
        for node in graph.nodes {
            guard case .concatenation = node.step else { continue }
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

    /// Padded copies of inputs.
    private static func paddedInputs(in graph: LoweredGraph) -> Set<ValueID> {
        Set(
            graph.nodes.compactMap { node in
                if case .pad = node.step, graph.inputs.contains(node.inputs[0]) { node.output } else { nil }
            })
    }

    /// Places the largest buffer first, each at the lowest offset that is free during its life.
    private static func place(_ buffers: [Buffer]) -> (placed: [ValueID: Buffer], end: Int) {
        let order = buffers.sorted { ($0.bytes, $1.root.index) > ($1.bytes, $0.root.index) }
        var placed: [Buffer] = []
        var end = 0
        for var buffer in order {
            let neighbours = placed.filter { $0.firstUse <= buffer.lastUse && buffer.firstUse <= $0.lastUse }
                .sorted { $0.offset < $1.offset }
            var offset = 0
            for neighbour in neighbours {
                if offset + buffer.bytes <= neighbour.offset { break }
                offset = max(offset, (neighbour.offset + neighbour.bytes).dividedUp(by: alignment) * alignment)
            }
            buffer.offset = offset
            end = max(end, offset + buffer.bytes)
            placed.append(buffer)
        }
        return (Dictionary(uniqueKeysWithValues: placed.map { ($0.root, $0) }), end)
    }
}
