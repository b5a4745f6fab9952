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
            row.macs < 900_000_000 && Catalogue.entries.contains { $0.name == row.model }
        })
    func logitsMeetTheOracle(_ row: OracleRow) throws {
        let graph = try Catalogue.entry(row.model).graph(NetworkOptions(height: row.input[2], width: row.input[3]))
        try OracleCheck.verify(row, graph: graph) { graph, weights, input in
            try #require(ReferenceExecutor.run(graph, weights: weights, input: input)["logits"])
        }
    }

    @Test(arguments: Catalogue.entries.map(\.name))
    func anySizeChannelsAndClasses(_ name: String) throws {
        let entry = try Catalogue.entry(name)
        for side in [193, 209, 235] {
            let options = NetworkOptions(batch: 2, channels: 4, height: side, width: side + 4, classes: 7)
            // What the references refuse as well: LeNet's linear layers fit one size, ESPNet's decoder must meet the
            // encoder's maps again, and BN-Inception's pools and strided convolutions round an odd map differently.
            if name == "lenet5" || name == "espnet" || (name == "bninception" && side != 193) {
                let error = #expect(throws: GraphError.self) {
                    try entry.graph().resized(to: [1, entry.inputSize.channels, side, side + 4])
                }
                #expect(error?.reason.contains("size") == true)
                continue
            }
            let graph = try entry.graph(options)
            try graph.validate()
            let logits = graph.shape(of: try #require(graph.outputs["logits"]))
            #expect(logits[0] == 2 && logits[1] == 7)
            if let embedding = graph.outputs["embedding"] {
                #expect(graph.shape(of: embedding).rank == 2)
            }
            let resized = try entry.graph(NetworkOptions(channels: 4, classes: 7)).resized(
                to: [2, 4, side, side + 4])
            #expect(resized.shapes == graph.shapes && resized.nodes == graph.nodes)
        }
    }

    @Test(arguments: Catalogue.entries.map(\.name))
    func pathsAndFamiliesAreComplete(_ name: String) throws {
        let entry = try Catalogue.entry(name)
        #expect(!entry.family.isEmpty && entry.paper.year > 1990 && entry.paper.url.hasPrefix("https://"))
        let graph = try entry.graph()
        #expect(graph.parameters.keys.allSatisfy { !$0.hasPrefix(".") && !$0.contains("..") })
        // Every parameter is read by one node only.
        let read = graph.nodes.flatMap(\.operation.parameters)
        #expect(Set(read).count == read.count && Set(read) == Set(graph.parameters.keys))
    }

    @Test(arguments: [
        ("googlenet", 13_004_888, ["aux1", "aux2"], "aux1.fc1.weight", [1024, 2048]),
        ("googlenet_paper", 13_378_280, ["aux1", "aux2"], "aux2.conv.conv.weight", [128, 528, 1, 1]),
        ("inception_v3", 27_161_264, ["aux"], "AuxLogits.conv1.conv.weight", [768, 128, 5, 5]),
    ])
    func auxiliaryHeads(_ name: String, _ parameters: Int, _ outputs: [String], _ key: String, _ shape: [Int]) throws {
        let graph = try Catalogue.entry(name).graph(NetworkOptions(classes: 1000, auxiliaryHeads: true))
        #expect(graph.parameterCount == parameters)
        #expect(outputs.allSatisfy { graph.outputs[$0].map { graph.shape(of: $0) } == [1, 1000] })
        #expect(graph.parameters[key]?.shape == Shape(shape))
        #expect(try Catalogue.entry(name).graph().parameters.keys.allSatisfy { !$0.lowercased().hasPrefix("aux") })
    }

    @Test func buildingIsQuick() throws {
        for entry in Catalogue.entries {
            let duration = try ContinuousClock().measure { _ = try entry.graph() }
            #expect(duration < .milliseconds(entry.name == "efficientnet_b7" ? 200 : 50), "\(entry.name)")
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
