import Foundation
import Rainbow
import Swiftlet
import TextTable

/// What `swiftlet analyze` prints for people: the network as a tree of blocks, then its sums.
struct AnalysisTable {
    let complexity: Complexity
    /// Levels of blocks to unfold.
    let depth: Int

    var text: String {
        let rows = complexity.blocks.flattened(depth: depth).dropFirst().map { Row($0.block, level: $0.level - 1) }
        let table = TextTable<Row> { row in
            let cost = row.block.cost
            return [
                Column("layer" <- row.label),
                Column("output" <- row.output),
                Column("kernel" <- row.kernel),
                Column("params" <- Self.count(cost.parameters), align: .right),
                Column("MACs" <- Self.count(cost.macs), align: .right),
                Column("share" <- Self.share(cost.macs, complexity.macs), align: .right),
                Column("FLOPs" <- Self.count(cost.flops), align: .right),
                Column("activ." <- Self.count(cost.activations), align: .right),
                Column("moved B" <- Self.count(cost.memoryAccessBytes), align: .right),
                Column("FLOP/B" <- Format.fixed(cost.arithmeticIntensity, 1), align: .right),
                Column("live B" <- Self.count(row.live), align: .right),
                Column("field" <- row.field, align: .right),
            ]
        }
        let body = (table.string(for: Array(rows)) ?? "").trimmingCharacters(in: .newlines)
        return [body, kinds, totals].joined(separator: "\n\n")
    }

    /// What the five kinds of layers share.
    var kinds: String {
        typealias Sum = (group: LayerGroup, cost: Cost)
        let sums = complexity.summed { $0.kind.group }
        let ordered: [Sum] = LayerGroup.allCases.compactMap { group in
            sums.first { $0.key == group }.map { (group, $0.cost) }
        }
        let table = TextTable<Sum> { sum in
            [
                Column("kind" <- sum.group.label),
                Column("MACs" <- Self.share(sum.cost.macs, complexity.macs), align: .right),
                Column("FLOPs" <- Self.share(sum.cost.flops, complexity.flops), align: .right),
                Column("parameters" <- Self.share(sum.cost.parameters, complexity.parameters), align: .right),
                Column(
                    "bytes moved" <- Self.share(sum.cost.memoryAccessBytes, complexity.memoryAccessBytes), align: .right
                ),
            ]
        }
        return (table.string(for: ordered) ?? "").trimmingCharacters(in: .newlines)
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
                "\(Format.bytes(complexity.memoryAccessBytes)) in \(complexity.scalarType.rawValue), each layer by itself: "
                    + "\(Format.fixed(complexity.arithmeticIntensity, 1)) FLOPs a byte"
            ),
            ("peak live", Format.bytes(complexity.peakMemoryBytes) + " of activations at a time"),
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
        return "\(complexity.name), \(complexity.input)\n"
            + lines.map { "  \(Format.padded($0.0, 14))\($0.1)" }.joined(separator: "\n")
    }

    /// A block or a layer on its line.
    struct Row {
        let block: BlockComplexity
        let label: String
        let output: String
        let kernel: String
        let live: Int
        let field: String

        init(_ block: BlockComplexity, level: Int) {
            self.block = block
            let name = String(repeating: "  ", count: level) + Format.printable(block.name)
            label = name.count <= 28 ? name : String(name.prefix(27)) + "…"
            let last = block.lastLayer
            output = last?.output.description ?? ""
            kernel = block.layer.map(AnalysisTable.kernel) ?? ""
            live = block.liveMemoryBytes
            field = last?.receptiveField.map { AnalysisTable.side($0.size) } ?? ""
        }
    }
}

extension AnalysisTable {
    /// `3×3/2 g32`: the kernel, the stride where it is not 1, the groups.
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

    /// `4.65M`; nothing for 0.
    static func count(_ value: Int) -> String {
        value == 0 ? "–" : Format.count(value).filter { $0 != " " }
    }

    static func share(_ part: Int, _ whole: Int) -> String {
        whole == 0 || part == 0 ? "–" : Format.fixed(100 * Double(part) / Double(whole), 1) + "%"
    }

    /// `3,504,872`
    static func grouped(_ value: Int) -> String {
        var result = ""
        for (i, digit) in String(value).reversed().enumerated() {
            if i > 0, i % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return String(result.reversed())
    }
}
