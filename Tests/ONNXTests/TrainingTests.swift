import SwiftletGraphs
import SwiftletONNXFormat
import Testing

/// Layers in training mode, which each opset marks in its own way.
@Suite struct TrainingTests {
    private static func norm(_ outputs: [String], _ attributes: [[UInt8]] = [], opset: Int) -> [UInt8] {
        Proto.model(
            nodes: [
                Proto.node("BatchNormalization", ["x", "s", "s", "s", "s"], outputs, name: "n", attributes: attributes)
            ],
            tensors: [Proto.tensor("s", [3])], opset: opset)
    }

    private static func dropout(_ inputs: [String] = ["x"], _ attributes: [[UInt8]] = [], opset: Int) -> [UInt8] {
        Proto.model(
            nodes: [Proto.node("Dropout", inputs, ["y"], name: "n", attributes: attributes)],
            tensors: [Proto.scalar("r", 0.5), Proto.field(2, 9) + Proto.field(8, "t") + Proto.field(9, [1])],
            opset: opset)
    }

    @Test(arguments: [
        (norm(["y", "m", "v", "a", "b"], opset: 11), "5 outputs"), (norm(["y", "", "v"], opset: 13), "2 outputs"),
        (norm(["y"], [Proto.attribute("is_test", 0)], opset: 6), "is_test is 0"),
        (norm(["y"], opset: 1), "is_test is 0"),
        (norm(["y"], [Proto.attribute("training_mode", 1)], opset: 14), "training mode"),
        (norm(["y", "m", "v"], [Proto.attribute("training_mode", 1)], opset: 15), "training mode"),
        (dropout(["x"], [Proto.attribute("is_test", 0)], opset: 6), "is_test is 0"),
        (dropout(["x", "r", "t"], opset: 13), "training mode"),
        (
            Proto.model(
                nodes: [Proto.node("Dropout", ["x"], ["d", "k"]), Proto.node("Relu", ["k"], ["y"])], opset: 10),
            "mask of kept elements"
        ),
    ])
    func isRefused(_ bytes: [UInt8], _ reason: String) {
        expectRefusal(bytes, reason)
    }

    @Test func inferenceIsRead() throws {
        #expect(try read(Self.norm(["y"], [Proto.attribute("is_test", 1)], opset: 6)).graph.nodes.count == 1)
        #expect(try read(Self.norm(["y", "", "", "", ""], opset: 9)).graph.nodes.count == 1)
        #expect(try read(Self.norm(["y"], [Proto.attribute("training_mode", 0)], opset: 15)).graph.nodes.count == 1)
        #expect(try read(Self.dropout(["x"], [Proto.attribute("is_test", 1)], opset: 6)).graph.nodes.count == 1)
        #expect(try read(Self.dropout(["x", "r"], opset: 13)).graph.nodes.count == 1)
    }
}
