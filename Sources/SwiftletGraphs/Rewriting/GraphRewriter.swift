/// Rewrites a graph node by node and tracks the writer and the readers of each value.
///
/// Indices stay valid until ``finish()``: removed nodes leave a gap, and inserted nodes wait beside the node that they
/// precede.
package struct GraphRewriter<Graph: RewritableGraph> {
    package typealias Node = Graph.GraphNode

    /// The graph under rewriting. Its nodes are the original ones; ``subscript(_:)`` has the current ones.
    package var graph: Graph
    private var nodes: [Node?]
    private var inserted: [Int: [Node]] = [:]
    /// By value index. Values that a pass adds lie beyond the end until they are read or written.
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

    /// The number of reads of the value by nodes and outputs.
    package func useCount(of value: ValueID) -> Int { value.index < uses.count ? uses[value.index] : 0 }

    /// The node that writes the value; nil for an input.
    package func producer(of value: ValueID) -> Int? {
        value.index < producers.count ? producers[value.index] : nil
    }

    /// The node that writes the value, if the value is read only once.
    package func soleProducer(of value: ValueID) -> Int? { useCount(of: value) == 1 ? producer(of: value) : nil }

    /// Removes a node. Its output must no longer be read.
    package mutating func remove(_ index: Int) {
        forget(index)
        nodes[index] = nil
    }

    /// Removes node `index` and gives its output to `producer`, which now computes both.
    package mutating func absorb(_ index: Int, into producer: Int) {
        let node = self[index]
        remove(index)
        self[producer].addSources(of: node, first: false)
        self[producer].output = node.output
    }

    /// Removes node `producer`, which node `index` now computes too.
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

    /// Makes every node and output that reads `old` read `new`.
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

    /// Inserts a new node directly before node `index`.
    package mutating func insert(_ node: Node, before index: Int) {
        inserted[index, default: []].append(node)
        for value in node.reads { count(value, 1) }
    }

    /// Moves a node directly before node `index`.
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
