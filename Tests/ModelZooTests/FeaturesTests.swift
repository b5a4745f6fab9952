import SwiftletGraphs
import SwiftletModelZoo
import SwiftletTensors
import Testing

@Suite struct FeaturesTests {
    /// The channels of timm's `features_only` models, whose reductions are 2, 4, 8, 16 and 32.
    @Test(arguments: [
        ("mobilenetv1_100", [64, 128, 256, 512, 1024]), ("mobilenet_v2", [16, 24, 32, 96, 320]),
        ("mobilenet_v3_large", [16, 24, 40, 112, 960]), ("mobilenet_v3_small", [16, 16, 24, 48, 576]),
        ("mnasnet1_0", [16, 24, 40, 96, 320]), ("semnasnet_100", [16, 24, 40, 112, 320]),
        ("mnasnet_small", [8, 16, 16, 32, 144]), ("fbnetc_100", [16, 24, 32, 112, 352]),
        ("tf_efficientnet_lite4", [24, 32, 56, 160, 448]), ("mobilenetv4_conv_small", [32, 32, 64, 96, 960]),
        ("mobilenetv4_conv_medium", [32, 48, 80, 160, 960]), ("mobileone_s0", [48, 48, 128, 256, 1024]),
        ("repvgg_a0", [48, 48, 96, 192, 1280]), ("resnet50", [64, 256, 512, 1024, 2048]),
        ("resnet18", [64, 64, 128, 256, 512]), ("xception", [64, 128, 256, 728, 2048]),
        ("efficientnet_b0", [16, 24, 40, 112, 320]), ("inception_v3", [64, 192, 288, 768, 2048]),
    ])
    func channelsAreTimms(_ name: String, _ channels: [Int]) throws {
        let entry = try Catalogue.entry(name)
        #expect(try entry.features().map(\.channels) == channels)
        #expect(try entry.features().map(\.reduction) == [2, 4, 8, 16, 32])
    }

    /// Each declared map exists, with its channels and its share of the picture.
    @Test(arguments: Catalogue.entries.map(\.name))
    func mapsAreAsDeclared(_ name: String) throws {
        let entry = try Catalogue.entry(name)
        let declared = try entry.features()
        #expect(!declared.isEmpty)
        #expect(declared.map(\.reduction) == declared.map(\.reduction).sorted())
        #expect(Set(declared.map(\.reduction)).count == declared.count)
        let graph = try entry.graph(NetworkOptions(features: true))
        for feature in declared {
            let shape = graph.shape(of: try #require(graph.outputs[feature.name]))
            #expect(shape.channels == feature.channels)
            // Unpadded layers lose some pixels, and rounding up adds one.
            let share = Double(shape.height * feature.reduction) / Double(entry.inputSize.height)
            #expect(share > 0.6 && share < 1.2)
        }
        try graph.validate()
    }
}
