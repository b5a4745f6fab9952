import Foundation
import Swiftlet
import Testing

/// Weights find their places in a network that somebody else wrote out. (The example `ExampleNetwork` writes one by hand.)
@Suite struct OwnNetworkTests {
    private func model(classes: Int) throws -> Model {
        let graph = try Catalogue.entry("tf_efficientnet_lite0").graph(NetworkOptions(classes: classes, padding: .same))
        let weights = try #require(try Embedded.weights(for: "tf_efficientnet_lite0"))
        return try Model(
            graph, weights: weights, preprocessing: Model().preprocessing, labels: Embedded.imageNetLabels)
    }

    @Test func anotherNumberOfClassesNeedsOtherWeights() throws {
        let error = #expect(throws: ModelError.self) { try model(classes: 10) }
        #expect(error?.description.contains("mis-shaped  classifier.weight: needs 10×1280, has 1000×1280") == true)
        #expect(try model(classes: 1000).classCount == 1000)
    }
}
