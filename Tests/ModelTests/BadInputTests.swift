import Foundation
import Swiftlet
import Testing

@Suite struct BadInputTests {
    private func graph() throws -> Graph { try Catalogue.entry("tf_efficientnet_lite0").graph() }

    @Test func unknownNameSuggestsTheNearest() {
        #expect(message { _ = try Model(named: "tf_eficientnet_lite0") }.contains("'tf_efficientnet_lite0'"))
    }

    /// The error ends in the call that has weights.
    @Test func aNetworkWithoutWeightsSaysWhereTheyAre() {
        let published = message { _ = try Model(named: "mobilenet_v2") }
        #expect(
            published
                == "no weights for mobilenet_v2 are embedded; published ones are downloaded by "
                + "Model(pretrained: \"mobilenet_v2\")")
        let none =
            "no weights for lenet5 are embedded, and nobody published any; a file of them is read by "
            + "Model(named: \"lenet5\", weights: path)"
        let messages = [
            message { _ = try Model(named: "lenet5") }, message { _ = try Model(pretrained: "lenet5") },
        ]
        #expect(messages == [none, none])
    }

    @Test func everyWrongKeyIsListedWithBothShapes() throws {
        let graph = try graph()
        var weights = Weights(randomFor: graph)
        weights["bn1.weight"] = nil
        weights["bn1.bias"] = nil
        weights["classifier.bias"] = Tensor(zeros: [10])
        weights["conv_head.weight"] = Tensor(zeros: graph.parameters["conv_head.weight"]!.shape, scalarType: .int8)
        weights["extra"] = Tensor(zeros: [2, 3])
        weights["bn2.num_batches_tracked"] = Tensor(zeros: [], scalarType: .int64)
        do throws(WeightsMismatch) {
            _ = try weights.matched(to: graph, source: "w.pth")
            Issue.record("accepted")
        } catch {
            #expect(error.count == 5)
            let lines = error.description.split(separator: "\n").map(String.init)
            #expect(
                lines == [
                    "w.pth: not the weights of tf_efficientnet_lite0",
                    "  missing     bn1.weight: needs 32",
                    "  missing     bn1.bias: needs 32",
                    "  mis-shaped  classifier.bias: needs 1000, has 10",
                    "  mistyped    conv_head.weight: needs floating point, has int8",
                    "  unexpected  extra: has 2×3",
                ])
        }
    }

    @Test func ofManyWrongKeysTenOfAKindAreListed() throws {
        let graph = try graph()
        let weights = Weights(randomFor: graph).renamed { "x" + $0 }
        do throws(WeightsMismatch) {
            _ = try weights.matched(to: graph, source: "w.pth")
            Issue.record("accepted")
        } catch {
            let count = graph.parameters.count
            #expect(error.missing.count == count && error.unexpected.count == count)
            let lines = error.description.split(separator: "\n")
            #expect(lines.count == 1 + 2 * 11)
            #expect(lines[11] == "  missing     … and \(count - 10) more")
            #expect(error.listing(atMost: .max).split(separator: "\n").count == 1 + 2 * count)
        }
    }

    @Test func keysOfDataParallelAreUnderstood() throws {
        let graph = try graph()
        let weights = Weights(randomFor: graph)
        let matched = try weights.renamed { "module." + $0 }.matched(to: graph, source: "w")
        #expect(matched.paths == weights.paths)
        #expect(Array(matched.paths) == Array(graph.parameters.keys))
    }

    @Test func aTensorThatTheNetworkCannotTakeIsRefused() throws {
        let model = try Model()
        for tensor in [
            Tensor(zeros: [3, 224, 224]), Tensor(zeros: [1, 4, 224, 224]), Tensor(zeros: [0, 3, 224, 224]),
            Tensor(zeros: [1, 3, 224, 0]), Tensor(zeros: [1, 3, 8, 8], scalarType: .uint8),
        ] {
            #expect(throws: ModelError.self) { try model.logits(tensor) }
        }
        #expect(try model.logits(Tensor(zeros: [1, 3, 33, 57])).shape == [1, 1000])
    }

    @Test func weightsThatAreNotFiniteGiveAnError() throws {
        let graph = try graph()
        var weights = Weights(randomFor: graph)
        weights["classifier.bias"] = Tensor(repeatElement(.nan, count: 1000), shape: [1000])
        let model = try Model(graph, weights: weights, preprocessing: Model().preprocessing)
        let image = Image(width: 1, height: 1, pixels: [1, 2, 3])
        #expect(message { _ = try model.classify(image) }.contains("not a number"))
    }
}
