import Foundation
import Swiftlet
import Testing

/// What a file of weights is taken for.
@Suite struct IdentificationTests {
    private func entry(_ id: String, resize: Int, sha256: [String]) -> WeightsEntry {
        WeightsEntry(
            id: id, source: .url("https://example.org/\(id).pth"), licence: "MIT", top1: nil, top1Origin: nil,
            preprocessing: .init(
                resize: resize, crop: 224, interpolation: .bilinear, mean: [1, 2, 3], standardDeviation: [4, 5, 6]),
            padding: .symmetric, batchNormEpsilon: 1e-3, naming: .torchvision, sha256: sha256)
    }

    @Test func aPublishedFileIsKnownByItsHashWhateverItsName() throws {
        try WeightsFileFixture.with(WeightsFileFixture.weights()) { path in
            let hash = try #require(FileHash.sha256(contentsOf: FilePath(path)))
            let network = try Catalogue.entry(WeightsFileFixture.network).publishing([
                entry("torchvision.B", resize: 232, sha256: ["00000000"]),
                entry("torchvision.A", resize: 256, sha256: ["11111111", String(hash.prefix(8))]),
            ])
            let model = try Model(network, WeightsChoice(.file(FilePath(path))), .init())
            #expect(model.provenance.id == "torchvision.A")
            #expect(model.provenance.identification == .sha256)
            #expect(
                model.provenance.isInferred && model.provenance.summary.contains("torchvision.A, by the file's SHA-256")
            )
            #expect(model.preprocessing.resizeShortSide == 256)

            // Another file is another's, and the caller knows best.
            let other = network.publishing([
                entry("torchvision.B", resize: 232, sha256: ["00000000"]),
                entry(
                    "torchvision.A", resize: 256,
                    sha256: [String(hash.prefix(7)) + (hash.dropFirst(7).first == "0" ? "1" : "0")]),
            ])
            let assumed = try Model(other, WeightsChoice(.file(FilePath(path))), .init())
            #expect(assumed.provenance.id == "torchvision.B" && assumed.provenance.identification == .assumed)
            #expect(assumed.preprocessing.resizeShortSide == 232)
            var choice = WeightsChoice(.file(FilePath(path)))
            choice.id = "torchvision.B"
            let told = try Model(network, choice, .init())
            #expect(told.provenance.id == "torchvision.B" && told.provenance.identification == .caller)
            #expect(!told.provenance.isInferred && told.preprocessing.resizeShortSide == 232)
        }
    }

    /// timm writes the head as convolutions: other shapes, but the network's own classes.
    @Test func aHashIsLookedForUnderOtherNamesToo() throws {
        try WeightsFileFixture.with(WeightsFileFixture.timmKeys(WeightsFileFixture.weights())) { path in
            let hash = try #require(FileHash.sha256(contentsOf: FilePath(path)))
            let network = try Catalogue.entry(WeightsFileFixture.network).publishing([
                entry("torchvision.A", resize: 256, sha256: [hash])
            ])
            #expect(
                try Model(network, WeightsChoice(.file(FilePath(path))), .init()).provenance.identification == .sha256)
        }
    }

    /// torchvision's MobileNetV3 has another ε than timm's.
    @Test func theNamesOfTheKeysTellTheLibrary() throws {
        let weights = try WeightsFileFixture.weights()
        try WeightsFileFixture.with(weights) { path in
            let model = try Model(named: WeightsFileFixture.network, weights: path)
            #expect(model.provenance.id == "torchvision.IMAGENET1K_V1" && model.provenance.identification == .keys)
            #expect(epsilons(model.graph) == [1e-3])
        }
        let theirs = try WeightsFileFixture.timmKeys(weights)
        #expect(theirs.count == weights.count)
        try WeightsFileFixture.with(theirs) { path in
            let model = try Model(named: WeightsFileFixture.network, weights: path)
            // Not tf_mobilenetv3_small_100, which pads otherwise: that cannot be seen.
            #expect(model.provenance.id == "timm.mobilenetv3_small_100.lamb_in1k")
            #expect(model.provenance.identification == .keys)
            #expect(epsilons(model.graph) == [1e-5])
        }
    }

    private func epsilons(_ graph: Graph) -> Set<Double> {
        Set(
            graph.nodes.compactMap { node in
                if case .batchNormalization(let op) = node.operation { op.epsilon } else { nil }
            })
    }

    @Test func embeddedAndOwnWeights() throws {
        let model = try Model()
        #expect(model.provenance == Provenance(file: nil, id: "embedded", .embedded))
        let own = try Model(model.graph, weights: model.weights, preprocessing: model.preprocessing)
        #expect(own.provenance.id == nil && own.provenance.identification == .caller)
    }
}
