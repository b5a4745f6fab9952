import SwiftletGraphs
import SwiftletReports
import SwiftletTensors

/// A network drawn by blocks, in Graphviz' language. Boxes nest like the layers' paths and state their costs. Edges
/// state the shapes of the maps that flow between them.
public struct BlockDiagram: Sendable {
    /// The text for the program `dot`.
    public let dot: String

    /// - Parameter depth: Levels of blocks to unfold, 1 or more. A deeper block is one box.
    public init(of graph: Graph, depth: Int) {
        let complexity = Complexity(of: graph)
        var drawing = DiagramText(complexity: complexity, depth: max(1, depth))
        drawing.lines = [
            "digraph \(quotedForDOT(graph.name)) {",
            "  graph [fontname=\"Helvetica\", labeljust=l, style=rounded, color=\"#9aa5b1\", nodesep=0.3, ranksep=0.35];",
            "  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\", fontsize=11, color=\"#52606d\"];",
            "  edge [fontname=\"Helvetica\", fontsize=9, color=\"#52606d\"];",
        ]
        for input in graph.inputs {
            drawing.lines.append(
                "  input\(input.index) [label=\"input\\n\(graph.shape(of: input))\", shape=ellipse, fillcolor=white];")
        }
        for child in complexity.blocks.children { drawing.draw(child, level: 1) }
        drawing.connect(graph)
        dot = (drawing.lines + ["}", ""]).joined(separator: "\n")
    }
}

private struct DiagramText {
    let complexity: Complexity
    let depth: Int
    var lines: [String] = []
    /// The box of each layer.
    private var boxes: [Int: Int] = [:]
    private var boxCount = 0
    private var clusterCount = 0

    init(complexity: Complexity, depth: Int) {
        self.complexity = complexity
        self.depth = depth
    }

    mutating func draw(_ block: BlockComplexity, level: Int) {
        let indent = String(repeating: "  ", count: level)
        guard block.layer == nil, level < depth else {
            for layer in block.layerIndices { boxes[layer] = boxCount }
            lines.append("\(indent)b\(boxCount) [label=\(quotedForDOT(label(block))), fillcolor=\"\(color(block))\"];")
            boxCount += 1
            return
        }
        lines.append("\(indent)subgraph cluster\(clusterCount) {")
        clusterCount += 1
        lines.append("\(indent)  label=\(quotedForDOT(block.name));")
        for child in block.children { draw(child, level: level + 1) }
        lines.append("\(indent)}")
    }

    /// One edge for every value that flows from one box to another.
    mutating func connect(_ graph: Graph) {
        var producers: [ValueID: String] = [:]
        for input in graph.inputs { producers[input] = "input\(input.index)" }
        var drawn: Set<String> = []
        for (i, node) in graph.nodes.enumerated() {
            guard let box = boxes[i] else { continue }
            let name = "b\(box)"
            for value in node.inputs {
                guard let source = producers[value], source != name else { continue }
                let edge = "  \(source) -> \(name) [label=\"\(graph.shape(of: value))\"];"
                if drawn.insert(edge).inserted { lines.append(edge) }
            }
            producers[node.output] = name
        }
        for (i, (name, value)) in graph.outputs.enumerated() {
            guard let source = producers[value] else { continue }
            lines.append("  output\(i) [label=\(quotedForDOT(name)), shape=ellipse, fillcolor=white];")
            lines.append("  \(source) -> output\(i) [label=\"\(graph.shape(of: value))\"];")
        }
    }

    private func label(_ block: BlockComplexity) -> String {
        var parts: [String] = []
        // A layer without parameters is named by its operation.
        if block.layer == nil || block.parameters > 0 { parts.append(block.name) }
        if let layer = block.layer { parts.append(layer.operation) }
        var costs: [String] = []
        if block.parameters > 0 { costs.append("\(NumberText.short(block.parameters)) parameters") }
        if block.macs > 0 { costs.append("\(NumberText.short(block.macs)) MACs") }
        if !costs.isEmpty { parts.append(costs.joined(separator: ", ")) }
        return parts.joined(separator: "\n")
    }

    /// The colour of the layer kind with the most work.
    private func color(_ block: BlockComplexity) -> String {
        let heaviest = block.layerIndices.max { complexity.layers[$0].flops < complexity.layers[$1].flops }
        switch heaviest.map({ complexity.layers[$0].kind.group }) {
        case .pointwise: return "#d6e8fa"
        case .depthwise: return "#fde7c8"
        case .dense: return "#dcefdc"
        case .grouped: return "#d8eff0"
        case .elementwise: return "#f3e3f3"
        case .movement, nil: return "#f0f1f3"
        }
    }
}
