import Foundation
import Swiftlet
import Testing

/// `print` of anything is a line, not kilobytes.
@Suite struct DescriptionTests {
    @Test func aLineEach() throws {
        let graph = try Catalogue.entry("mobilenet_v2").graph(NetworkOptions(height: 64, width: 64))
        let weights = Weights(randomFor: graph)
        let program = try Program(graph, weights: weights, configuration: EngineConfiguration(threads: 1))
        let model = try Model()
        let image = Image(width: 640, height: 480, pixels: [UInt8](repeating: 0, count: 640 * 480 * 3))
        let complexity = Complexity(of: graph)
        let report = try Experiment.named("g1").run(measures: false)
        let entry = try Catalogue.entry("mobilenet_v2")
        let weight = try #require(weights["classifier.1.weight"])
        let values: [Any] = [
            graph, weights, program, model, image, model.prepare(image), complexity, complexity.layers[0],
            complexity.blocks, complexity.cost, entry, report, report.experiment, report.tables[0], weight,
            Comparison([]),
        ]
        for value in values {
            let text = "\(value)"
            #expect(!text.contains("\n") && !text.isEmpty && text.utf8.count < 200, "\(text.prefix(500))")
            #expect(String(reflecting: value).utf8.count < 200)
        }
    }

    @Test func whatTheySay() throws {
        let graph = try Catalogue.entry("mobilenet_v2").graph()
        let model = try Model()
        #expect("\(graph)" == "mobilenet_v2: 1 input, 153 nodes, 3504872 parameters, 300774272 MACs")
        #expect(
            "\(Complexity(of: graph))"
                == "mobilenet_v2, 1×3×224×224: 3,504,872 parameters, 300,774,272 MACs, 153 layers")
        #expect(
            "\(model)" == "tf_efficientnet_lite0: 224×224 pixels, 1000 classes, 4652008 parameters")
        #expect("\(Weights(["a": Tensor(zeros: [2, 3])]))" == "1 tensor, 6 elements")
        #expect("\(Tensor(zeros: [2, 3]))" == "float32 2×3")
        #expect("\(Prediction(index: 1, label: "espresso", probability: 0.98765))" == "espresso 0.9877")
        #expect(graph.listing.split(separator: "\n").count > 150)
    }
}
