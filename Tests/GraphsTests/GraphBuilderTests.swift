import SwiftletGraphs
import Testing

@Suite struct GraphBuilderTests {
    /// The example of ``GraphBuilder``.
    @Test func aBuilderOfOnesOwn() throws {
        let builder = GraphBuilder(name: "tiny")
        var x = builder.input([1, 3, 32, 32])
        for (i, channels) in [16, 32].enumerated() {
            x = x.conv("layers.\(i)", channels, kernel: 3, padding: 1).relu()
        }
        x.globalAveragePool().linear("classifier", 10).output("logits")
        let graph = try builder.finish()
        try graph.validate()
        let same = try Graph.build("tiny", input: [1, 3, 32, 32]) { image in
            image.conv("layers.0", 16, kernel: 3, padding: 1).relu().conv("layers.1", 32, kernel: 3, padding: 1).relu()
                .globalAveragePool().linear("classifier", 10)
        }
        #expect(graph == same)
    }

    @Test func logitsComeFirst() throws {
        let builder = GraphBuilder(name: "two")
        let x = builder.input([1, 3, 8, 8]).relu().output("a")
        x.relu().output("logits")
        #expect(Array(try builder.finish().outputs.keys) == ["logits", "a"])
    }

    @Test func aGraphWithoutOutputsIsAnError() {
        let builder = GraphBuilder(name: "none")
        _ = builder.input([1, 3, 8, 8]).relu()
        let error = #expect(throws: GraphError.self) { try builder.finish() }
        #expect(error?.description == "none: has no output")
    }

    @Test func anImpossibleInputIsAnError() {
        let builder = GraphBuilder(name: "zero")
        builder.input([1, 0, 8, 8]).relu().output("logits")
        #expect(throws: GraphError.self) { try builder.finish() }
    }

    @Test func valuesOfAnotherGraphAreErrors() throws {
        let other = GraphBuilder(name: "other").input([1, 3, 8, 8])
        let sum = #expect(throws: GraphError.self) {
            try Graph.build("sum", input: [1, 3, 8, 8]) { image in image.scope("s") { $0 + other } }
        }
        #expect(sum?.reason == "it takes a value of another graph")
        let result = #expect(throws: GraphError.self) { try Graph.build("result", input: [1, 3, 8, 8]) { _ in other } }
        #expect(result?.description == "result: returns a value of another graph")
    }
}
