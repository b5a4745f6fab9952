/// Rewrites a graph node by node and keeps count of who writes and who reads each value.
///
/// Indices stay valid until ``finish()``: removed nodes leave a gap, and inserted ones wait beside the node they precede.
package struct GraphRewriter<Graph: RewritableGraph> {
    package typealias Node = Graph.GraphNode

    /// The graph that is rewritten. Its nodes are as they were; ``subscript(_:)`` has the current ones.
    package var graph: Graph
    private var nodes: [Node?]
    private var inserted: [Int: [Node]] = [:]
    /// By value; values that a pass adds lie beyond the end until something reads or writes them.
    private var uses: [Int]
    private var producers: [Int?]

    package init(_ graph: Graph) {
        self.graph = graph
        nodes = graph.nodes
        uses = Array(repeating: 0, count: graph.valueCount)
        producers = Array(repeating: nil, count: graph.valueCount)
        for (index, node) in graph.nodes.enumerated() {
            for value in node.reads { count(value, 1) }
            setProducer(of: node.output, index)
        }
        for value in Array(graph.outputs.values) + graph.keptValues { count(value, 1) }
    }

    package func isLive(_ index: Int) -> Bool { nodes[index] != nil }

    /// A node that has not been removed.
    package subscript(index: Int) -> Node {
        get {
            guard let node = nodes[index] else { preconditionFailure("node \(index) was removed") }
            return node
        }
        set {
            forget(index)
            nodes[index] = newValue
            for value in newValue.reads { count(value, 1) }
            setProducer(of: newValue.output, index)
        }
    }

    /// How many times nodes and outputs read the value.
    package func useCount(of value: ValueID) -> Int { value.index < uses.count ? uses[value.index] : 0 }

    /// The node that writes the value; nil for an input.
    package func producer(of value: ValueID) -> Int? {
        value.index < producers.count ? producers[value.index] : nil
    }

    /// The node that writes the value, if the value is read only once.
    package func soleProducer(of value: ValueID) -> Int? { useCount(of: value) == 1 ? producer(of: value) : nil }

    /// Removes a node. What it wrote must not be read any more.
    package mutating func remove(_ index: Int) {
        forget(index)
        nodes[index] = nil
    }

    /// Lets `producer` write what node `index` wrote, and removes that node: `producer` now does the work of both.
    package mutating func absorb(_ index: Int, into producer: Int) {
        let node = self[index]
        remove(index)
        self[producer].addSources(of: node, first: false)
        self[producer].output = node.output
    }

    /// Removes node `producer`, whose work node `index` now does on the way.
    package mutating func absorb(producer: Int, into index: Int) {
        let node = self[producer]
        remove(producer)
        self[index].addSources(of: node, first: true)
    }

    /// Makes every reader of a node's output read `value` instead, and removes the node.
    package mutating func bypass(_ index: Int, with value: ValueID) {
        let output = self[index].output
        remove(index)
        replace(output, with: value)
    }

    /// Makes every reader of `old` read `new`, and so every output.
    package mutating func replace(_ old: ValueID, with new: ValueID) {
        for index in nodes.indices where nodes[index]?.reads.contains(old) == true {
            self[index].redirect(old, to: new)
        }
        for (name, value) in graph.outputs where value == old {
            graph.outputs[name] = new
            count(old, -1)
            count(new, 1)
        }
    }

    /// Puts a new node right before node `index`.
    package mutating func insert(_ node: Node, before index: Int) {
        inserted[index, default: []].append(node)
        for value in node.reads { count(value, 1) }
    }

    /// Moves a node to right before node `index`.
    package mutating func move(_ moved: Int, before index: Int) {
        let node = self[moved]
        remove(moved)
        insert(node, before: index)
    }

    /// The rewritten graph.
    package consuming func finish() -> Graph {
        graph.nodes = nodes.indices.flatMap { index in
            (inserted[index] ?? []) + (nodes[index].map { [$0] } ?? [])
        }
        return graph
    }

    private mutating func forget(_ index: Int) {
        guard let node = nodes[index] else { return }
        for value in node.reads { count(value, -1) }
        if producer(of: node.output) == index { setProducer(of: node.output, nil) }
    }

    private mutating func count(_ value: ValueID, _ change: Int) {
        if value.index >= uses.count {
            uses.append(contentsOf: repeatElement(0, count: value.index + 1 - uses.count))
        }
        uses[value.index] += change
    }

    private mutating func setProducer(of value: ValueID, _ index: Int?) {
        if value.index >= producers.count {
            producers.append(contentsOf: repeatElement(nil, count: value.index + 1 - producers.count))
        }
        producers[value.index] = index
    }
}
