import Swiftlet
import _SwiftletSystem

/// The output of `swiftlet analyze` for people: the network as a tree of blocks, then its sums.
struct AnalysisTable {
    let complexity: Complexity
    /// Levels of blocks to unfold.
    let depth: Int

    var text: String {
        let rows = complexity.blocks.flattened(depth: depth).dropFirst().map { Row($0.block, level: $0.level - 1) }
        let costs = rows.map(\.block.cost)
        var table = Table(rows: rows.count)
        table.add("layer", rank: 0, rows.map(\.label))
        table.add("output", rank: 6, rows.map(\.output))
        table.add("kernel", rank: 7, rows.map(\.kernel))
        table.add("params", rank: 2, costs.map(\.parameters))
        table.add("MACs", rank: 1, costs.map(\.macs))
        table.add(number: "share", rank: 5, costs.map { Self.share($0.macs, complexity.macs) })
        table.add("FLOPs", rank: 9, costs.map(\.flops))
        table.add("activ.", rank: 8, costs.map(\.activations))
        table.add("moved", rank: 3, costs.map(\.memoryAccessBytes), isBytes: true)
        table.add(number: "FLOP/B", rank: 10, costs.map { Format.fixed($0.arithmeticIntensity, 1) })
        table.add("live", rank: 4, rows.map(\.live), isBytes: true)
        table.add(number: "field", rank: 11, rows.map(\.field))
        return [table.text(), kinds, totals].joined(separator: "\n\n")
    }

    /// The shares of each kind of layer.
    var kinds: String {
        let sums = complexity.summed { $0.kind.group }
        let ordered = LayerGroup.allCases.compactMap { group in sums.first { $0.key == group } }
        let costs = ordered.map(\.cost)
        func shares(_ value: KeyPath<Cost, Int>) -> [String] {
            costs.map { Self.share($0[keyPath: value], complexity.cost[keyPath: value]) }
        }
        var table = Table(rows: ordered.count)
        table.add("kind", rank: 0, ordered.map(\.key.label))
        table.add(number: "MACs", rank: 0, shares(\.macs))
        table.add(number: "FLOPs", rank: 3, shares(\.flops))
        table.add(number: "parameters", rank: 1, shares(\.parameters))
        table.add(number: "bytes moved", rank: 2, shares(\.memoryAccessBytes))
        return table.text()
    }

    var totals: String {
        var lines = [
            ("parameters", Self.grouped(complexity.parameters)),
            ("MACs", Self.grouped(complexity.macs) + "  multiply-accumulates of convolutions and linear layers"),
            (
                "FLOPs",
                Self.grouped(complexity.flops)
                    + "  two for each MAC, and \(Self.grouped(complexity.elementwiseOperations)) element-wise operations"
            ),
            ("activations", Self.grouped(complexity.activations) + "  written by convolutions and linear layers"),
            (
                "memory access",
                "\(NumberText.bytes(complexity.memoryAccessBytes)) in \(complexity.scalarType.rawValue), each layer by itself: "
                    + "\(Format.fixed(complexity.arithmeticIntensity, 1)) FLOPs a byte"
            ),
            (
                "peak live",
                NumberText.bytes(complexity.peakMemoryBytes) + " of activations at a time"
                    + (complexity.peakLayer.map { ", while \(printable($0.name)) runs" } ?? "")
            ),
        ]
        if let field = complexity.receptiveField {
            lines.append(
                (
                    "field",
                    "\(field.size) pixels for each of the last map's, "
                        + "\(Format.fixed(field.vertical.stride, 0)) apart"
                        + (field.hasGlobalContext ? "; gates see the whole picture" : "")
                ))
        }
        return "\(printable(complexity.name)), \(complexity.input)\n" + Self.list(lines)
    }

    /// Names and their texts, indented. Long texts wrap under their beginnings.
    static func list(_ lines: [(name: String, text: String)]) -> String {
        lines.map { line in
            let head = "  " + Format.padded(line.name, 14)
            guard let width = Terminal.width else { return head + line.text }
            let room = max(width - head.count, 16)
            return head
                + Format.wrapped(line.text, width: room).split(separator: "\n").joined(
                    separator: "\n" + String(repeating: " ", count: head.count))
        }.joined(separator: "\n")
    }

    /// The line of a block or a layer.
    struct Row {
        let block: BlockComplexity
        let label: String
        let output: String
        let kernel: String
        let live: Int
        let field: String

        init(_ block: BlockComplexity, level: Int) {
            self.block = block
            let name = String(repeating: "  ", count: level) + printable(block.name)
            label = Format.cut(name, 28)
            let last = block.lastLayer
            output = last?.output.description ?? ""
            kernel = block.layer.map(AnalysisTable.kernel) ?? ""
            live = block.liveMemoryBytes
            field = last?.receptiveField.map { AnalysisTable.side($0.size) } ?? ""
        }
    }
}

extension AnalysisTable {
    /// `3×3/2 g32`: the kernel, the stride unless it is 1, the groups.
    static func kernel(_ layer: LayerComplexity) -> String {
        guard let window = layer.window else { return "" }
        let stride = window.stride == 1 ? "" : "/" + side(window.stride)
        let groups =
            switch layer.kind {
            case .depthwise: " dw"
            case .grouped: " g\(layer.groups ?? 1)"
            default: ""
            }
        return "\(window.kernel)\(stride)\(groups)"
    }

    /// `3` for a square, else `3×1`.
    static func side(_ size: Size) -> String {
        size.height == size.width ? "\(size.height)" : "\(size)"
    }

    static func share(_ part: Int, _ whole: Int) -> String {
        whole == 0 || part == 0 ? "–" : Format.fixed(100 * Double(part) / Double(whole), 1) + "%"
    }

    /// `3,504,872`
    static func grouped(_ value: Int) -> String { NumberText.grouped(value) }
}

extension Table {
    /// Adds a column of counts in one format.
    mutating func add(_ title: String, rank: Int, _ counts: [Int], isBytes: Bool = false) {
        let format = NumberColumn(counts)
        add(
            number: format.title(title, isBytes: isBytes), rank: rank,
            counts.map { $0 == 0 ? "–" : format.text($0) })
    }
}
