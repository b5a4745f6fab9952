import Foundation
import Swiftlet
import Testing

/// Networks of one's own: their weights, and their names in the catalogue. (`ExampleNetwork` writes one by hand.)
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
    /// A registered network is read by its name: with its preprocessing, and with the classes of a fine-tuned file.
    @Test func aRegisteredNetworkHasModels() throws {
        let own = WeightsEntry(
            id: "mine", source: .url("https://example.org/own.safetensors"), licence: "MIT",
            preprocessing: WeightsEntry.Preprocessing(
                resize: 40, crop: 32, interpolation: .bicubic, mean: [127, 127, 127],
                standardDeviation: [128, 128, 128]
            ), padding: .symmetric, batchNormEpsilon: 1e-5)
        let name = "registered_model"
        try Catalogue.register(
            CatalogueEntry(name, input: InputSize(32), classes: 10, weights: [own]) { image, style in
                let features = image.conv("stem", 8, kernel: 3, stride: 2).relu().globalAveragePool().flatten()
                return NetworkValues(logits: features.linear("classifier", style.classes), embedding: features)
            })
        let folder = FileManager.default.temporaryDirectory.appending(path: "own-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for classes in [10, 3] {
            let file = "\(folder)/\(classes).safetensors"
            let graph = try Catalogue.entry(name).graph(NetworkOptions(classes: classes))
            try Safetensors.write(Weights(randomFor: graph), to: file)
            let model = try Model(named: name, weights: file)
            #expect(model.name == name && model.classCount == classes)
            #expect(model.preprocessing.mean == [127, 127, 127] && model.preprocessing.cropHeight == 32)
            #expect(model.provenance.id == "mine")
            let picture = Image(width: 50, height: 40, pixels: [UInt8](repeating: 90, count: 50 * 40 * 3))
            #expect(try model.classify(picture).count == min(5, classes))
        }
        // Nothing is embedded for it.
        #expect(throws: ModelError.self) { try Model(named: name) }
    }
}
