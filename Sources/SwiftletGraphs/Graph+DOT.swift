import SwiftletTensors

extension Graph {
    /// The graph in Graphviz' language: a box for every node, and an edge for every value that it reads, labelled with the
    /// value's type.
    public func dot() -> String {
        var lines = [
            "digraph \(quotedForDOT(name)) {", "  node [shape=box, fontname=\"Helvetica\"];",
            "  edge [fontname=\"Helvetica\"];",
        ]
        for input in inputs {
            lines.append("  v\(input.index) [label=\"input\", shape=ellipse];")
        }
        for node in nodes {
            let label = node.path.isEmpty ? node.operation.description : "\(node.path)\n\(node.operation)"
            lines.append("  v\(node.output.index) [label=\(quotedForDOT(label))];")
            for value in node.inputs {
                lines.append("  v\(value.index) -> v\(node.output.index) [label=\"\(type(of: value))\"];")
            }
        }
        for (i, (name, value)) in outputs.enumerated() {
            lines.append("  output\(i) [label=\(quotedForDOT(name)), shape=ellipse];")
            lines.append("  v\(value.index) -> output\(i) [label=\"\(type(of: value))\"];")
        }
        return (lines + ["}", ""]).joined(separator: "\n")
    }
}

/// A string of Graphviz' language: quotes and backslashes escaped, a line break as `\n`.
package func quotedForDOT(_ text: String) -> String {
    var result = "\""
    for character in text {
        switch character {
        case "\"", "\\": result += "\\\(character)"
        case "\n": result += "\\n"
        default: result.append(character)
        }
    }
    return result + "\""
}
