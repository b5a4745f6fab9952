/// A block of a network, or a single layer. Blocks nest like the components of the layers' paths. The properties of
/// ``Cost`` are its own, summed over everything inside.
@dynamicMemberLookup
public struct BlockComplexity: Sendable, Codable {
    /// The last part of the path: `conv` of `features.3.conv`.
    public let name: String
    /// Empty for the network itself.
    public let path: String
    /// The layer; nil for a block.
    public let layer: LayerComplexity?
    /// Inner blocks and layers, in the order of their first occurrence.
    public internal(set) var children: [BlockComplexity] = []
    public internal(set) var cost: Cost = .zero
    /// The indices of the block's layers in ``Complexity/layers``.
    public internal(set) var layerIndices: [Int] = []

    /// The last layer inside, which gives the block's result.
    public internal(set) var lastLayer: LayerComplexity?
    /// The maximum of ``LayerComplexity/liveMemoryBytes`` inside.
    public internal(set) var liveMemoryBytes = 0

    public subscript<T>(dynamicMember property: KeyPath<Cost, T>) -> T { cost[keyPath: property] }

    /// The block and its contents, to `depth` levels below, outermost first.
    public func flattened(depth: Int = .max) -> [(level: Int, block: BlockComplexity)] {
        var result: [(level: Int, block: BlockComplexity)] = []
        func visit(_ block: BlockComplexity, _ level: Int) {
            result.append((level, block))
            guard level < depth else { return }
            for child in block.children { visit(child, level + 1) }
        }
        visit(self, 0)
        return result
    }
}

extension Complexity {
    /// The deepest nesting of blocks. Paths may come from a file.
    private static let deepest = 64

    /// The whole network as a tree of blocks.
    public var blocks: BlockComplexity {
        let nest = Nest(name: name, path: "")
        for (i, layer) in layers.enumerated() {
            let parts = layer.name.split(separator: ".", maxSplits: Self.deepest).map(String.init)
            var block = nest
            for part in parts.dropLast() { block = block.inner(part) }
            block.parts.append(.layer(i, name: parts.last ?? layer.name))
        }
        return nest.value(layers)
    }

    /// The parts of the network `depth` levels down: blocks, and layers that end before. Their costs sum to the whole.
    ///
    /// At depth 1 of MobileNetV2 these are `features` and `classifier`, at depth 2 `features.0`, `features.1`, ….
    public func summed(byBlockDepth depth: Int) -> [BlockComplexity] {
        blocks.flattened(depth: max(1, depth)).filter { $0.level == max(1, depth) || $0.block.layer != nil }.map(
            \.block)
    }
}

/// A block under construction.
private final class Nest {
    enum Part {
        case block(Nest)
        case layer(Int, name: String)
    }

    let name: String
    let path: String
    var parts: [Part] = []
    private var blocks: [String: Nest] = [:]

    init(name: String, path: String) {
        self.name = name
        self.path = path
    }

    func inner(_ name: String) -> Nest {
        if let known = blocks[name] { return known }
        let fresh = Nest(name: name, path: path.isEmpty ? name : "\(path).\(name)")
        blocks[name] = fresh
        parts.append(.block(fresh))
        return fresh
    }

    func value(_ layers: [LayerComplexity]) -> BlockComplexity {
        var result = BlockComplexity(name: name, path: path, layer: nil)
        result.children = parts.map { part in
            switch part {
            case .block(let nest): return nest.value(layers)
            case .layer(let i, let name):
                var leaf = BlockComplexity(name: name, path: layers[i].name, layer: layers[i])
                leaf.cost = layers[i].cost
                leaf.layerIndices = [i]
                leaf.lastLayer = layers[i]
                leaf.liveMemoryBytes = layers[i].liveMemoryBytes
                return leaf
            }
        }
        result.cost = result.children.reduce(.zero) { $0 + $1.cost }
        result.layerIndices = result.children.flatMap(\.layerIndices).sorted()
        result.lastLayer = result.layerIndices.last.map { layers[$0] }
        result.liveMemoryBytes = result.children.lazy.map(\.liveMemoryBytes).max() ?? 0
        return result
    }
}
