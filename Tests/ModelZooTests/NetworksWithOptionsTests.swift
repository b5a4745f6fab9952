import Foundation
import ReferenceExecutor
import SwiftletGraphs
import SwiftletModelZoo
import SwiftletTensors
import TestSupport
import Testing

// snippet: network
/// A small network of depthwise separable blocks for 32×32 pictures.
struct Pebble: Architecture {
    /// Channels and stride of every block.
    var rows: [(channels: Int, stride: Int)] = [(32, 1), (64, 2), (64, 1), (128, 2), (128, 1)]

    var input: InputSize { InputSize(32) }
    var classes: Int { 10 }

    func layers(_ image: Value, _ style: NetworkStyle) -> NetworkValues {
        var x = unit(image, "stem", 16, kernel: 3, stride: 1, style)
        var features: [Value] = []
        for (i, row) in rows.enumerated() {
            if row.stride == 2 { features.append(x) }
            x = x.scope("blocks.\(i)") { x in
                let y = unit(
                    unit(x, "depthwise", x.channels, kernel: 3, stride: row.stride, groups: x.channels, style),
                    "pointwise", row.channels, kernel: 1, stride: 1, style)
                return y.shape == x.shape ? y + x : y
            }
        }
        features.append(x)
        let embedding = x.globalAveragePool().flatten()
        return NetworkValues(
            logits: embedding.dropout(0.1).linear("classifier", style.classes), embedding: embedding,
            features: features)
    }

    /// Convolution, batch norm, ReLU.
    private func unit(
        _ x: Value, _ name: String, _ outputs: Int, kernel: Size, stride: Int, groups: Int = 1, _ style: NetworkStyle
    ) -> Value {
        x.scope(name) { x in
            x.conv(
                "conv", outputs, kernel: kernel, stride: Size(square: stride),
                padding: style.padding(kernel, stride: Size(square: stride)), groups: groups, bias: false
            ).batchNorm("norm", epsilon: style.epsilon).relu()
        }
    }
}
// end

@Suite struct NetworksWithOptionsTests {
    @Test func aNetworkOfOnesOwn() throws {
        // snippet: use
        let graph = try Pebble().graph(name: "pebble")
        print(graph.listing)  // one line per layer, with shapes; print(graph) prints a summary

        let finer = try Pebble(rows: [(48, 1), (96, 2)]).graph(
            name: "finer", options: NetworkOptions(batch: 8, height: 64, width: 48, classes: 3, features: true))
        // end
        // snippet: register
        try Catalogue.register(CatalogueEntry("pebble", Pebble(), family: "Pebble"))
        let registered = try Catalogue.entry("pebble")
        // end
        #expect(try registered.graph() == graph && registered.macs == graph.macs && registered.family == "Pebble")
        #expect(graph.parameterCount == 37_162 && graph.macs == 4_592_896)
        #expect(graph.parameters["blocks.4.pointwise.norm.running_var"]?.shape == [128])
        #expect(finer.shape(of: finer.outputs["logits"]!) == [8, 3])
        #expect(finer.shape(of: finer.outputs["feature.1"]!) == [8, 96, 32, 24])

        let result = ReferenceExecutor.run(
            graph, weights: OracleRule.weights(for: graph, exponents: [:]),
            input: OracleRule.input(shape: [1, 3, 32, 32]))
        #expect(try #require(result["logits"]).floats().allSatisfy(\.isFinite))
    }

    /// The article shows the code of this file.
    @Test func theArticleHasTheCode() throws {
        let article = try Repository.text("Sources/SwiftletModelZoo/SwiftletModelZoo.docc/NetworksWithOptions.md")
        let source = try String(contentsOfFile: #filePath, encoding: .utf8)
        var snippets: [String] = []
        var open: [Substring]?
        for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
            let text = line.drop(while: { $0 == " " })
            if text.hasPrefix("// snippet:") {
                open = []
            } else if text == "// end", let lines = open {
                let indent = lines.filter { !$0.isEmpty }.map { $0.prefix(while: { $0 == " " }).count }.min() ?? 0
                snippets.append(lines.map { $0.dropFirst(indent) }.joined(separator: "\n"))
                open = nil
            } else {
                open?.append(line)
            }
        }
        #expect(snippets.count == 3)
        for snippet in snippets {
            #expect(article.contains("```swift\n\(snippet)\n```"), "not in the article:\n\(snippet)")
        }
    }
}
