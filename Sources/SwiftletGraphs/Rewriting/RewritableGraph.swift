import OrderedCollections

/// A node that a ``GraphRewriter`` can merge, redirect and remove.
package protocol RewritableNode {
    /// Every value that the node reads, once per read.
    var reads: [ValueID] { get }
    var output: ValueID { get set }

    /// Makes the node read `new` wherever it reads `old`.
    mutating func redirect(_ old: ValueID, to new: ValueID)

    /// Records that the node also computes `other`, which followed it, or preceded it if `first`.
    mutating func addSources(of other: Self, first: Bool)
}

/// A graph whose nodes a ``GraphRewriter`` can rewrite: the IR's ``Graph``, and the engine's forms of it.
package protocol RewritableGraph {
    associatedtype GraphNode: RewritableNode

    /// Each node follows the nodes that it reads.
    var nodes: [GraphNode] { get set }
    var outputs: OrderedDictionary<String, ValueID> { get set }
    /// Values besides the outputs that are read outside the graph.
    var keptValues: [ValueID] { get }
    var valueCount: Int { get }
}

extension RewritableGraph {
    package var keptValues: [ValueID] { [] }

    /// Visits every node in order and lets `visit` rewrite the graph around it. Removed nodes are skipped, and inserted
    /// nodes are not visited.
    package mutating func rewrite(_ visit: (inout GraphRewriter<Self>, _ index: Int) throws -> Void) rethrows {
        var rewriter = GraphRewriter(self)
        for index in nodes.indices where rewriter.isLive(index) { try visit(&rewriter, index) }
        self = rewriter.finish()
    }

    /// Removes nodes whose results are unused.
    package mutating func removeDeadNodes() {
        var live = Set(outputs.values).union(keptValues)
        var kept: [GraphNode] = []
        for node in nodes.reversed() where live.contains(node.output) {
            live.formUnion(node.reads)
            kept.append(node)
        }
        nodes = kept.reversed()
    }
}

extension Node: RewritableNode {
    package var reads: [ValueID] { inputs }

    package mutating func redirect(_ old: ValueID, to new: ValueID) {
        for slot in inputs.indices where inputs[slot] == old { inputs[slot] = new }
    }

    /// The IR's nodes keep their own path.
    package mutating func addSources(of other: Node, first: Bool) {}
}

extension Graph: RewritableGraph {
    package var valueCount: Int { values.count }
}
