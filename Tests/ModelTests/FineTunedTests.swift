import Foundation
import Swiftlet
import Testing

/// Weights of networks that others trained: other classes, other channels, keys behind prefixes.
@Suite struct FineTunedTests {
    private let network = WeightsFileFixture.network

    @Test func theClassifierTellsTheClasses() throws {
        let weights = try WeightsFileFixture.weights(classes: 10)
        try WeightsFileFixture.with(weights) { path in
            let model = try Model(named: network, weights: path)
            #expect(model.classCount == 10 && model.labels.isEmpty)
            let image = Image(width: 1, height: 1, pixels: [9, 99, 199])
            let predictions = try model.classify(image, top: 10)
            #expect(predictions.allSatisfy { $0.label == "class \($0.index)" })
            let names = (0..<10).map { "name \($0)" }
            let named = try Model(named: network, weights: path, labels: names)
            #expect(try named.classify(image, top: 10).allSatisfy { $0.label == "name \($0.index)" })
            let text1 = message { _ = try Model(named: network, weights: path, labels: ["a"]) }
            #expect(text1 == "1 label for the 10 classes of \(network)")
        }
        // Also under timm's names, where the head is a convolution.
        try WeightsFileFixture.with(WeightsFileFixture.timmKeys(weights)) { path in
            let model = try Model(named: network, weights: path)
            #expect(model.classCount == 10)
        }
    }

    /// Every family's classifier can be told from the rest.
    @Test(arguments: [
        "squeezenet1_1", "mobilenet_v2", "shufflenet_v2_x0_5", "tf_efficientnet_lite0", "resnet18", "espnetv2_100",
        "mobilenetv4_conv_small",
    ])
    func classesOfEveryFamily(_ name: String) throws {
        let graph = try Catalogue.entry(name).graph(NetworkOptions(classes: 7))
        try WeightsFileFixture.with(Weights(randomFor: graph)) { path in
            let model = try Model(named: name, weights: path)
            #expect(model.classCount == 7)
        }
    }

    @Test func greyPicturesAreUnderstoodButPhotographsAreNotGrey() throws {
        try WeightsFileFixture.with(WeightsFileFixture.weights(classes: 3, channels: 1)) { path in
            let model = try Model(named: network, weights: path)
            #expect(try model.logits(Tensor(zeros: [2, 1, 64, 64])).shape == [2, 3])
            let text2 = message { _ = try model.classify(Image(width: 1, height: 1, pixels: [1, 2, 3])) }
            #expect(text2 == "\(network): takes pictures of 1 channel; photographs have 3")
        }
    }

    @Test(arguments: [
        "module.", "_orig_mod.", "model.", "backbone.", "encoder.", "net.", "network.", "module._orig_mod.",
        "model.backbone.", "a.b.c.d.e.f.",
    ])
    func aPrefixIsFound(_ prefix: String) throws {
        let weights = try WeightsFileFixture.weights(classes: 10)
        var wrapped = weights.renamed { prefix + $0 }
        wrapped["loss_fn.weight"] = Tensor(zeros: [10])
        wrapped["\(prefix)features.0.1.num_batches_tracked"] = Tensor(zeros: [], scalarType: .int64)
        try WeightsFileFixture.with(wrapped) { path in
            let model = try Model(named: network, weights: path)
            #expect(model.provenance.prefix == prefix && model.classCount == 10)
            #expect(Array(model.weights.paths) == Array(model.graph.parameters.keys))
            let key = "classifier.3.weight"
            #expect(model.weights[key]!.floats() == weights[key]!.floats())
            #expect(
                model.provenance.notes
                    == ["The network is what begins with '\(prefix)'. Left out: loss_fn.weight."])
        }
    }

    @Test func whatLiesBesideIsLeftOutOnlyIfNothingIsMissing() throws {
        var wrapped = try WeightsFileFixture.weights().renamed { "model." + $0 }
        wrapped["loss_fn.weight"] = Tensor(zeros: [10])
        wrapped["model.classifier.3.bias"] = nil
        try WeightsFileFixture.with(wrapped) { path in
            let error = message { _ = try Model(named: network, weights: path) }
            #expect(
                error.split(separator: "\n") == [
                    "\(path): not the weights of \(network)", "  missing     classifier.3.bias: needs 1000",
                    "  unexpected  loss_fn.weight: has 10",
                ])
        }
        // Behind the prefix nothing is left out.
        var extra = try WeightsFileFixture.weights().renamed { "model." + $0 }
        extra["model.extra"] = Tensor(zeros: [2])
        try WeightsFileFixture.with(extra) { path in
            let text3 = message { _ = try Model(named: network, weights: path) }
            #expect(text3.hasSuffix("unexpected  extra: has 2"))
        }
    }

    @Test func aNetworkThatIsThereTwiceIsNotGuessed() throws {
        let weights = try WeightsFileFixture.weights(classes: 4)
        var both = weights.renamed { "student." + $0 }
        for (key, tensor) in weights {
            both["teacher." + key] = tensor.shape.rank == 1 ? Tensor(zeros: tensor.shape) : tensor
        }
        try WeightsFileFixture.with(both) { path in
            let text4 = message { _ = try Model(named: network, weights: path) }
            #expect(text4 == "\(path): holds \(network) more than once, under 'student.' and 'teacher.'")
            let teacher = try Model(named: network, weights: path, prefix: "teacher")
            #expect(teacher.weights["features.0.1.weight"]!.floats().allSatisfy { $0 == 0 })
            let student = try Model(named: network, weights: path, prefix: "student.")
            #expect(student.weights["features.0.1.weight"]!.floats().allSatisfy { $0 == 1 })
            let text5 = message { _ = try Model(named: network, weights: path, prefix: "nobody") }
            #expect(text5.contains("not the weights"))
        }
    }

    @Test func aSizeOfOnesOwn() throws {
        let model = try Model().taking(height: 160, width: 224)
        #expect(model.preprocessing.cropHeight == 160 && model.preprocessing.cropWidth == 224)
        let image = try Image.decode(contentsOf: Photographs.path("coffee.png"))
        #expect(try model.classify(image)[0].label == "espresso")
        #expect(throws: ModelError.self) { try Model().taking(height: 0, width: 224) }
        #expect(throws: ModelError.self) { try Model().taking(height: 1 << 40, width: 1 << 40) }
    }
}
