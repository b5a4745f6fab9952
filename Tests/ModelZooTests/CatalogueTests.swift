import ReferenceExecutor
import SwiftletGraphs
import SwiftletModelZoo
import SwiftletTensors
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

    @Test func everyOracleIsANetworkOfTheCatalogue() throws {
        let names = Set(Catalogue.entries.map(\.name))
        #expect(try Oracle.all().map(\.model).filter { !names.contains($0) } == [])
    }

    @Test(arguments: Catalogue.entries.map(\.name))
    func anySizeChannelsAndClasses(_ name: String) throws {
        let entry = try Catalogue.entry(name)
        for side in [193, 209, 235] {
            let options = NetworkOptions(batch: 2, channels: 4, height: side, width: side + 4, classes: 7)
            // The references refuse these as well: LeNet's linear layers fit one size, ESPNet's decoder needs the sizes of the
            // encoder's maps, and BN-Inception's pools and strided convolutions round an odd map differently.
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
            #expect(resized.values == graph.values && resized.nodes == graph.nodes)
        }
    }

    @Test(arguments: Catalogue.entries.map(\.name))
    func pathsAndFamiliesAreComplete(_ name: String) throws {
        let entry = try Catalogue.entry(name)
        let paper = try #require(entry.paper)
        #expect(!entry.family.isEmpty && paper.year > 1990 && paper.url.hasPrefix("https://"))
        let graph = try entry.graph()
        #expect(graph.parameters.keys.allSatisfy { !$0.hasPrefix(".") && !$0.contains("..") })
        // Exactly one node reads each parameter.
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
            // The best of five, because other tests run at the same time.
            let duration = try (0..<5).map { _ in try ContinuousClock().measure { _ = try entry.graph() } }.min()!
            #expect(duration < .milliseconds(entry.name == "efficientnet_b7" ? 200 : 50), "\(entry.name)")
        }
    }

    @Test func everyNetworkOfTheSurveyIsListed() {
        let survey = """
            lenet5 alexnet alexnet_grouped vgg11 vgg11_lrn vgg13 vgg16_1x1 vgg16 vgg19 vgg11_bn vgg13_bn vgg16_bn vgg19_bn
            googlenet googlenet_paper bninception inception_v3 resnet18 resnet34 resnet50 resnet101 resnet152
            resnext50_32x4d resnext101_32x8d xception squeezenet1_0 squeezenet1_1 squeezenet1_0_simple_bypass
            squeezenet1_1_simple_bypass squeezenet1_0_complex_bypass squeezenet1_1_complex_bypass squeezenext23
            squeezenext23_g squeezenext23_v5 squeezenext23_w2 squeezenext23_v5_w2 mobilenetv1_100 mobilenetv1_075
            mobilenetv1_050 mobilenetv1_025 mobilenet_v2 mobilenet_v2_140 mobilenet_v2_075 mobilenet_v2_050
            mobilenet_v2_035 mobilenet_v3_large mobilenet_v3_small mnasnet0_5 mnasnet0_75 mnasnet1_0 mnasnet1_3
            semnasnet_100 mnasnet_small shufflenet_g1 shufflenet_g2 shufflenet_g3 shufflenet_g4 shufflenet_g8
            shufflenet_v2_x0_5 shufflenet_v2_x1_0 shufflenet_v2_x1_5 shufflenet_v2_x2_0 espnet_encoder espnet espnetv2_050
            espnetv2_100 espnetv2_125 espnetv2_150 espnetv2_200 fbneta_100 fbnetb_100 fbnetc_100 efficientnet_b0
            efficientnet_b1 efficientnet_b2 efficientnet_b3 efficientnet_b4 efficientnet_b5 efficientnet_b6
            efficientnet_b7 tf_efficientnet_lite0 tf_efficientnet_lite1 tf_efficientnet_lite2 tf_efficientnet_lite3
            tf_efficientnet_lite4 efficientnet_v2_s efficientnet_v2_m efficientnet_v2_l ghostnet_050 ghostnet_100
            ghostnet_130 mobilenetv4_conv_small mobilenetv4_conv_medium ghostnetv2_100 mobileone_s0 repvgg_a0
            """
        let listed = Set(Catalogue.entries.map(\.name))
        #expect(listed.count == Catalogue.entries.count)
        #expect(Set(survey.split(whereSeparator: \.isWhitespace).map(String.init)).subtracting(listed) == [])
    }

    /// Options that no oracle has build valid networks.
    @Test func otherOptionsAreReachable() throws {
        let networks: [any Architecture] = [
            MobileNetV1(width: 0.6), MobileNetV2(width: 1.7), MobileNetV3(.small, width: 0.5, minimalistic: true),
            MnasNet(.a1, width: 1.4), GhostNet(.v2, width: 0.75), ShuffleNetV1(groups: 4, scale: 1.25),
            ShuffleNetV2(widths: [20, 44, 90]), SqueezeNext(width: 0.5, groups: 2, isV5: true), ESPNetV2(scale: 1.75),
            EfficientNet(width: 0.7, depth: 0.5), EfficientNet(.lite, width: 0.5), ESPNet(p: 3, q: 2),
            ResNet(.bottleneck, repeats: [1, 1, 1, 1], groups: 8, groupWidth: 8), VGG(.c, batchNorm: true),
            RepVGG(repeats: [1, 1], widths: [32, 64]), MobileOne(widths: [32, 64, 64, 64], branches: 2),
        ]
        for network in networks {
            let graph = try network.graph(
                name: "\(network)", options: NetworkOptions(height: 128, width: 96, classes: 7))
            try graph.validate()
            #expect(graph.parameterCount > 0 && graph.macs > 0)
        }
        // Counted in timm's definition.
        #expect(try MnasNet(.a1, width: 1.4).graph(name: "semnasnet_140").parameterCount == 6_105_992)
        #expect(try MnasNet(.a1, width: 0.75).graph(name: "semnasnet_075").macs == 223_448_480)
    }

    @Test func anUnknownNameSuggestsTheNearest() {
        let error = #expect(throws: UnknownNetwork.self) { try Catalogue.entry("mobilenet_v22") }
        #expect(error?.suggestions.first == "mobilenet_v2")
        #expect(error?.description.contains("there is no network 'mobilenet_v22'; did you mean 'mobilenet_v2'") == true)
        #expect(throws: UnknownNetwork.self) { try Catalogue.entry("") }
        #expect(throws: UnknownNetwork.self) { try Catalogue.entry(String(repeating: "é", count: 100_000)) }
    }

    @Test(arguments: [
        ("mobilnet", "mobilenet_v2"), ("MobileNet_V2", "mobilenet_v2"), ("efficientnetb0", "efficientnet_b0"),
        ("resnet-18", "resnet18"), ("shuflenet_v2_x1_0", "shufflenet_v2_x1_0"),
        ("mobilenet_v2_1.0_224", "mobilenet_v2"),
        ("vgg", "vgg11"), ("gogglenet", "googlenet"),
    ])
    func aCloseNameIsSuggested(typed: String, meant: String) {
        let suggestions = Catalogue.suggestions(for: typed, in: Catalogue.entries.map(\.name))
        #expect(suggestions.first == meant)
        #expect(suggestions.count <= 3)
    }

    @Test func onlyCloseNamesAreSuggested() {
        let names = Catalogue.entries.map(\.name)
        #expect(Catalogue.suggestions(for: "foo", in: names).isEmpty)
        #expect(Catalogue.suggestions(for: "photo.jpg", in: names).isEmpty)
        #expect(Catalogue.suggestions(for: "_-.", in: names).isEmpty)
        #expect(!Catalogue.suggestions(for: "mobilnet", in: names).contains("googlenet"))
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
