import Graphs
import ModelZoo
import ReferenceExecutor
import Tensors
import Testing

@Suite struct CatalogueTests {
    @Test(arguments: Catalogue.entries.map(\.name))
    func parametersAndMACsAreExact(_ name: String) throws {
        let entry = try Catalogue.entry(name)
        let graph = try entry.graph()
        try graph.validate()
        #expect(graph.parameterCount == entry.parameters)
        #expect(graph.macs == entry.macs)
        #expect(graph.outputs.keys.first == "logits")
    }

    @Test(arguments: try Oracle.all().map(\.model).filter { name in Catalogue.entries.contains { $0.name == name } })
    func stateDictIsTheReferences(_ name: String) throws {
        let (row, entry) = (try Oracle.row(name), try Catalogue.entry(name))
        let graph = try entry.graph(NetworkOptions(height: row.input[2], width: row.input[3]))
        #expect(OracleCheck.stateDifferences(graph, row) == [])
        #expect(graph.parameterCount == row.parameters)
        #expect(graph.macs == row.macs)
        #expect(entry.architecture.padding.rawValue == row.padding)
        if !row.batchNormEpsilon.isEmpty { #expect([entry.architecture.batchNormEpsilon] == row.batchNormEpsilon) }
    }

    @Test(
        arguments: try Oracle.all().filter { row in
            row.macs < 700_000_000 && Catalogue.entries.contains { $0.name == row.model }
        })
    func logitsMeetTheOracle(_ row: OracleRow) throws {
        let graph = try Catalogue.entry(row.model).graph(NetworkOptions(height: row.input[2], width: row.input[3]))
        try OracleCheck.verify(row, graph: graph) { graph, weights, input in
            try #require(ReferenceExecutor.run(graph, weights: weights, input: input)["logits"])
        }
    }

    @Test func anUnknownNameSuggestsTheNearest() {
        let error = #expect(throws: UnknownNetwork.self) { try Catalogue.entry("mobilenet_v22") }
        #expect(error?.suggestions.first == "mobilenet_v2")
        #expect(error?.description.contains("there is no network 'mobilenet_v22'; did you mean 'mobilenet_v2'") == true)
        #expect(throws: UnknownNetwork.self) { try Catalogue.entry("") }
        #expect(throws: UnknownNetwork.self) { try Catalogue.entry(String(repeating: "é", count: 100_000)) }
    }

    @Test func optionsThatCannotBeAreErrors() throws {
        let entry = try Catalogue.entry("mobilenet_v2")
        for options in [
            NetworkOptions(batch: 0), NetworkOptions(batch: -1), NetworkOptions(height: .max, width: .max),
            NetworkOptions(channels: -3), NetworkOptions(classes: 0), NetworkOptions(classes: -7),
            NetworkOptions(classes: .max),
        ] {
            #expect(throws: GraphError.self) { try entry.graph(options) }
        }
    }

    @Test func optionsReachTheGraph() throws {
        let entry = try Catalogue.entry("mobilenet_v2")
        let graph = try entry.graph(
            NetworkOptions(
                batch: 2, channels: 1, height: 193, width: 235, classes: 10, padding: .same, batchNormEpsilon: 1e-3,
                features: true))
        #expect(graph.shape(of: graph.inputs[0]) == [2, 1, 193, 235])
        #expect(graph.shape(of: graph.outputs["logits"]!) == [2, 10])
        #expect(graph.shape(of: graph.outputs["embedding"]!) == [2, 1280])
        let features = (0..<5).compactMap { graph.outputs["feature.\($0)"] }.map { graph.shape(of: $0) }
        #expect(
            features == [
                [2, 16, 97, 118], [2, 24, 49, 59], [2, 32, 25, 30], [2, 96, 13, 15], [2, 320, 7, 8],
            ])
        for node in graph.nodes {
            if case .batchNormalization(let op) = node.operation { #expect(op.epsilon == 1e-3) }
            if case .convolution(let op) = node.operation, op.window.stride == 2 { #expect(op.window.padding == .same) }
        }
    }

    @Test func weightsDecidePaddingAndEpsilon() throws {
        let entry = try Catalogue.entry("tf_efficientnet_lite0")
        let embedded = try #require(entry.weights.first)
        #expect(embedded.source == .embedded && embedded.preprocessing.crop == 224)
        #expect(try entry.graph(for: embedded) == entry.graph())
        #expect(try entry.graph(NetworkOptions(padding: .symmetric), for: embedded) != entry.graph())
    }
}
