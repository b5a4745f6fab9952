import SwiftletGraphs
import SwiftletTensors

/// A network's cost on paper for each layer, for each block and in total, over the whole batch of its graph.
///
///     let complexity = Complexity(of: try Catalogue.entry("mobilenet_v2").graph())
///     complexity.macs            // 300,774,272
///     complexity.parameters      // 3,504,872
///     complexity.layers.max { $0.memoryAccessBytes < $1.memoryAccessBytes }?.name
///
/// It has the properties of ``Cost`` too. Nothing is fused: each layer reads its inputs from memory and writes its
/// output there, so that the numbers depend on the network and not on an engine.
@dynamicMemberLookup
public struct Complexity: Sendable, Codable {
    public let name: String
    /// The shape of the network's first input, `[batch, channels, height, width]`.
    public let input: Shape
    /// The scalar type of activations and weights.
    public let scalarType: ScalarType
    /// One for every node of the graph, in the graph's order.
    public let layers: [LayerComplexity]
    /// The sums over the layers.
    public let cost: Cost
    /// The most bytes of activations that are live at a time: see ``LayerComplexity/liveMemoryBytes``.
    public let peakMemoryBytes: Int

    /// - Parameter scalarType: The stored type of activations and weights. It scales every count of bytes.
    public init(of graph: Graph, scalarType: ScalarType = .float32) {
        name = graph.name
        input = graph.inputs.first.map { graph.shape(of: $0) } ?? []
        self.scalarType = scalarType
        let live = graph.liveBytes(elementSize: scalarType.size)
        let fields = graph.receptiveFields()
        let paths = graph.modulePaths()
        let names = graph.uniqueNames(paths)
        var counted: Set<String> = []
        layers = graph.nodes.indices.map { i in
            let node = graph.nodes[i]
            let analysis = node.operation.analysis
            var cost = graph.cost(of: node, elementSize: scalarType.size)
            for key in node.operation.parameters where counted.insert(key).inserted {
                guard let parameter = graph.parameters[key], parameter.isTrainable else { continue }
                cost.parameters = cost.parameters.addingSaturating(parameter.shape.count)
            }
            let input = node.inputs.first.map { graph.shape(of: $0) } ?? []
            return LayerComplexity(
                name: names[i], path: paths[i], kind: analysis.kind(input: input),
                slug: node.operation.slug, operation: node.operation.description, input: input,
                output: graph.shape(of: node.output),
                window: analysis.slidingWindow, groups: analysis.convolutionGroups, cost: cost,
                receptiveField: fields[i],
                liveMemoryBytes: live[i])
        }
        cost = layers.reduce(.zero) { $0 + $1.cost }
        peakMemoryBytes = live.max() ?? 0
    }

    public subscript<T>(dynamicMember property: KeyPath<Cost, T>) -> T { cost[keyPath: property] }

    /// The receptive field of the features: the output of the last layer before the global pool or the flattening.
    public var receptiveField: ReceptiveField? {
        layers.last { $0.receptiveField?.isOfMap == true }?.receptiveField
    }

    /// The layer of that name, or nil.
    public func layer(named name: String) -> LayerComplexity? {
        layers.first { $0.name == name }
    }

    /// The sums over layers with the same key, such as `\.kind.group`, in the order of the keys' first occurrence.
    public func summed<Key: Hashable>(by key: (LayerComplexity) -> Key) -> [(key: Key, cost: Cost)] {
        var order: [Key] = []
        var sums: [Key: Cost] = [:]
        for layer in layers {
            let key = key(layer)
            if sums[key] == nil { order.append(key) }
            sums[key, default: .zero] += layer.cost
        }
        return order.map { ($0, sums[$0]!) }
    }
}

extension Graph {
    /// The path of every node. If the graph gives none, the path is the block where the reference implementations have
    /// the module: an activation is beside the layer that it follows, a pool in the block that holds both its
    /// neighbours.
    func modulePaths() -> [String] {
        var blocks = [String](repeating: "", count: values.count)
        // The path of the next node with a path.
        var following = [String](repeating: "", count: nodes.count)
        for i in nodes.indices.reversed().dropFirst() {
            following[i] = nodes[i + 1].path.isEmpty ? following[i + 1] : nodes[i + 1].path
        }
        return nodes.enumerated().map { i, node in
            var path = node.path
            if path.isEmpty, let input = node.inputs.first {
                let before = blocks[input.index]
                if case .activation = node.operation { path = before } else { path = common(before, following[i]) }
            }
            blocks[node.output.index] = node.operation.parameters.isEmpty ? path : parent(path)
            return path
        }
    }

    private func parent(_ path: String) -> String {
        path.lastIndex(of: ".").map { String(path[..<$0]) } ?? ""
    }

    /// The common prefix of both paths.
    private func common(_ a: String, _ b: String) -> String {
        zip(a.split(separator: "."), b.split(separator: ".")).prefix { $0 == $1 }.map { String($0.0) }
            .joined(separator: ".")
    }

    /// A unique name for every node: see ``LayerComplexity/name``.
    func uniqueNames(_ paths: [String]) -> [String] {
        var used: Set<String> = []
        var times: [String: Int] = [:]
        return zip(nodes, paths).map { node, path in
            let operation = node.operation
            let stem =
                operation.parameters.isEmpty || path.isEmpty
                ? [path, operation.slug].filter { !$0.isEmpty }.joined(separator: ".") : path
            var name = stem
            while !used.insert(name).inserted {
                times[stem, default: 1] += 1
                name = "\(stem)_\(times[stem]!)"
            }
            return name
        }
    }
}
