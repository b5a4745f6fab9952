import Foundation
import Swiftlet
import Testing

/// EfficientNet-Lite0 against PyPI's `efficientnet-lite-pytorch` on the sample photographs.
@Suite struct AgreementTests {
    private static let needsCheckpoint: Comment = "run Tools/weights/fetch_lite0.sh for the original checkpoint"

    @Test(.enabled(if: Photographs.checkpoint != nil, needsCheckpoint), arguments: Photographs.names)
    func originalWeightsOnTheSameTensor(_ name: String) throws {
        let model = try Model(named: "tf_efficientnet_lite0", weights: Photographs.checkpoint!)
        let logits = try model.logits(Photographs.input(name))
        #expect(logits.shape == [1, 1000])
        let computed = try #require(softmax(logits.floats()))
        #expect(try largestDifference(computed, Photographs.probabilities(name)) <= 1e-5)
    }

    @Test(.enabled(if: Photographs.checkpoint != nil, needsCheckpoint), arguments: Photographs.names)
    func originalWeightsOnTheFile(_ name: String) throws {
        let model = try Model(named: "tf_efficientnet_lite0", weights: Photographs.checkpoint!)
        let predictions = try model.classify(contentsOf: Photographs.path(name), top: 1000)
        #expect(try largestDifference(probabilities(predictions), Photographs.probabilities(name)) <= 2e-3)
    }

    @Test(arguments: Photographs.names)
    func embeddedWeightsOnTheFile(_ name: String) throws {
        let predictions = try Model().classify(contentsOf: Photographs.path(name), top: 1000)
        let expected = try Photographs.probabilities(name)
        #expect(largestDifference(probabilities(predictions), expected) <= 5e-3)
        #expect(predictions[0].index == expected.indices.max { expected[$0] < expected[$1] })
    }

    @Test(arguments: [Precision.float32, .bfloat16]) func namesTheClasses(precision: Precision) throws {
        let configuration = EngineConfiguration(precision: precision)
        do {
            let model = try Model(configuration: configuration)
            let labels = try Photographs.names.map { try model.classify(contentsOf: Photographs.path($0))[0].label }
            #expect(labels == ["football helmet", "tiger cat", "espresso", "missile"])
        } catch let error as ModelError where precision == .bfloat16 && "\(error)".contains("AVX512_BF16") {
            // Not on this machine.
        }
    }
}
