import Foundation
import Swiftlet
import Testing

@Suite struct ModelTests {
    private func images() throws -> [Image] {
        try Photographs.names.map { try Image.decode(contentsOf: Photographs.path($0)) }
    }

    @Test func batchesGiveWhatSinglePicturesGive() throws {
        let model = try Model()
        let images = try images()
        let batch = try model.classify(images, top: 1000)
        let prepared = try model.classify(images.map(model.prepare), top: 1000)
        #expect(batch == prepared)
        for (image, predictions) in zip(images, batch) {
            let alone = try model.classify(image, top: 1000)
            let differences = zip(probabilities(alone), probabilities(predictions)).map { abs($0 - $1) }
            #expect(differences.max()! < 1e-5)
            #expect(abs(alone.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
            #expect(alone.map(\.probability) == alone.map(\.probability).sorted(by: >))
        }
        #expect(try model.classify([Image]()).isEmpty)
    }

    @Test func embeddingsAreWhatTheClassifierReads() throws {
        let model = try Model()
        let image = try images()[2]
        let features = try model.embed(image)
        #expect(features.count == 1280)
        // The classifier, applied by hand, must give the logits' ranking.
        let weight = model.weights["classifier.weight"]!.floats()
        let bias = model.weights["classifier.bias"]!.floats()
        let logits = (0..<1000).map { row in
            zip(features, weight[(row * 1280)..<((row + 1) * 1280)]).reduce(bias[row]) { $0 + $1.0 * $1.1 }
        }
        let byHand = try #require(softmax(logits))
        let classified = probabilities(try model.classify(image, top: 1000))
        #expect(zip(byHand, classified).map { abs($0 - $1) }.max()! < 1e-4)
    }

    @Test func worksFromManyTasksAtOnce() async throws {
        let model = try Model()
        let image = try images()[1]
        let expected = try await model.classify(image)
        try await withThrowingTaskGroup(of: [Prediction].self) { group in
            for _ in 0..<8 { group.addTask { try await model.classify(image) } }
            for try await predictions in group { #expect(predictions == expected) }
        }
    }

    @Test func softmaxHasNoOverflowAndNoNaN() throws {
        let probabilities = try #require(softmax([1000, 1000, -1000] as [Float]))
        #expect(probabilities == [0.5, 0.5, 0])
        #expect(softmax([1, .nan] as [Float]) == nil)
        #expect(softmax([1, .infinity] as [Float]) == nil)
        #expect(softmax([] as [Float]) == nil)
    }

    @Test func rankingIsStableAndNamesWhatHasNoLabel() {
        let predictions = mostProbable([0.25, 0.5, 0.25], 5, labels: ["a", "b"])
        #expect(predictions.map(\.index) == [1, 0, 2])
        #expect(predictions.map(\.label) == ["b", "a", "class 2"])
    }

    @Test func takesAGraphOfOnesOwn() throws {
        let graph = try Graph.build("tiny", input: [1, 3, 8, 8]) { image throws(GraphError) in
            image.conv("conv", 4, kernel: 3, stride: 2, padding: 1).relu().globalAveragePool().linear("head", 2)
        }
        let preprocessing = Preprocessing(
            resizeShortSide: 8, cropHeight: 8, cropWidth: 8, filter: .bilinear, mean: [0, 0, 0],
            standardDeviation: [255, 255, 255])
        let model = try Model(
            graph, weights: Weights(randomFor: graph), preprocessing: preprocessing, labels: ["yes", "no"])
        #expect(Set(try model.classify(images()[0]).map(\.label)) == ["yes", "no"])
        #expect(throws: ModelError.self) { try model.embed(images()[0]) }
    }
}
