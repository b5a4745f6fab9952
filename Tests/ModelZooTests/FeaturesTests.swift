import Graphs
import ModelZoo
import Tensors
import Testing

@Suite struct FeaturesTests {
    /// The channels of timm's `features_only` models, whose reductions are 2, 4, 8, 16 and 32.
    @Test(arguments: [
        ("mobilenetv1_100", [64, 128, 256, 512, 1024]), ("mobilenet_v2", [16, 24, 32, 96, 320]),
        ("mobilenet_v3_large", [16, 24, 40, 112, 960]), ("mobilenet_v3_small", [16, 16, 24, 48, 576]),
        ("mnasnet1_0", [16, 24, 40, 96, 320]), ("semnasnet_100", [16, 24, 40, 112, 320]),
        ("mnasnet_small", [8, 16, 16, 32, 144]), ("fbnetc_100", [16, 24, 32, 112, 352]),
        ("tf_efficientnet_lite4", [24, 32, 56, 160, 448]), ("mobilenetv4_conv_small", [32, 32, 64, 96, 960]),
        ("mobilenetv4_conv_medium", [32, 48, 80, 160, 960]),
    ])
    func channelsAreTimms(_ name: String, _ channels: [Int]) throws {
        let entry = try Catalogue.entry(name)
        #expect(try entry.features().map(\.channels) == channels)
        #expect(try entry.features().map(\.reduction) == [2, 4, 8, 16, 32])
    }

    /// Whatever the size, each declared map is there, with its channels and its share of the picture.
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
            // Convolutions without padding and pools that round up shift an extent by a few pixels.
            #expect(abs(shape.height * feature.reduction - entry.inputSize.height) <= 3 * feature.reduction)
        }
        try graph.validate()
    }
}
