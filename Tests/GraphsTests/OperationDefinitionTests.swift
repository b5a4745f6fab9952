import SwiftletGraphs
import SwiftletTensors
import Testing

/// The one place of what is known of an operation, asked for every operation.
@Suite struct OperationDefinitionTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let operation: Operation
        let description: String
        let keys: [String]
        let onnx: String

        init(_ operation: Operation, _ description: String, _ keys: [String] = [], onnx: String) {
            self.operation = operation
            self.description = description
            self.keys = keys
            self.onnx = onnx
        }

        var testDescription: String { description }
    }

    private static let window = Window(kernel: Size(3, 5), stride: 2, padding: 1, dilation: 2)

    static let rows = [
        Row(
            .convolution(Convolution(outputs: 8, window: window, groups: 2, weight: "w", bias: "b")),
            "convolution 3×5, stride 2×2, padding 1, dilation 2×2, 2 groups", ["w", "b"], onnx: "Conv"),
        Row(
            .transposedConvolution(
                TransposedConvolution(outputs: 8, window: Window(kernel: 2), outputPadding: 1, weight: "w")),
            "transposed convolution 2×2, output padding 1×1, no bias", ["w"], onnx: "ConvTranspose"),
        Row(.linear(Linear(outputs: 5, weight: "w")), "linear no bias", ["w"], onnx: "Gemm"),
        Row(
            .batchNormalization(BatchNormalization(epsilon: 0.001, prefix: "bn")), "batch norm ε 0.001",
            ["bn.weight", "bn.bias", "bn.running_mean", "bn.running_var"], onnx: "BatchNormalization"),
        Row(
            .layerNorm2d(LayerNorm2d(weight: "n.weight", bias: "n.bias")), "layer norm ε 1e-06",
            ["n.weight", "n.bias"], onnx: "Transpose LayerNormalization Transpose"),
        Row(
            .localResponseNormalization(LocalResponseNormalization(size: 5, alpha: 0.1, beta: 0.75, k: 2)),
            "local response norm over 5, α 0.1, β 0.75, k 2.0", onnx: "LRN"),
        Row(.activation(.relu), "ReLU", onnx: "Relu"),
        Row(.activation(.relu6), "ReLU6", onnx: "Clip"),
        Row(.activation(.hardSigmoid), "hard sigmoid", onnx: "HardSigmoid"),
        Row(.activation(.hardSwish), "hard swish", onnx: "HardSwish"),
        Row(.activation(.sigmoid), "sigmoid", onnx: "Sigmoid"),
        Row(.activation(.silu), "SiLU", onnx: "Sigmoid Mul"),
        Row(.activation(.gelu), "GELU", onnx: "Gelu"),
        Row(.activation(.tanh), "tanh", onnx: "Tanh"),
        Row(.activation(.leakyReLU(slope: 0.2)), "leaky ReLU slope 0.2", onnx: "LeakyRelu"),
        Row(.parametricReLU(weight: "a.weight"), "PReLU", ["a.weight"], onnx: "PRelu"),
        Row(
            .maxPool(Pool(window: Window(kernel: 3, stride: 2), ceilMode: true)), "max pool 3×3, stride 2×2, ceil",
            onnx: "MaxPool"),
        Row(
            .averagePool(Pool(window: Window(kernel: 3, padding: 1), countsPadding: false)),
            "average pool 3×3, padding 1, padding not counted", onnx: "AveragePool"),
        Row(.adaptiveAveragePool(1), "global average pool", onnx: "GlobalAveragePool"),
        Row(.adaptiveAveragePool(Size(2, 3)), "adaptive average pool to 2×3", onnx: "AveragePool"),
        Row(.adaptiveMaxPool(1), "global max pool", onnx: "GlobalMaxPool"),
        Row(.adaptiveMaxPool(7), "adaptive max pool to 7×7", onnx: "MaxPool"),
        Row(.add, "add", onnx: "Add"),
        Row(.multiply, "multiply", onnx: "Mul"),
        Row(.concatenate, "concatenate", onnx: "Concat"),
        Row(.slice(2..<5), "slice channels 2..<5", onnx: "Slice"),
        Row(.channelShuffle(groups: 3), "channel shuffle 3 groups", onnx: "Reshape Transpose Reshape"),
        Row(.softmax, "softmax", onnx: "Softmax"),
        Row(.resize(.nearest), "resize nearest", onnx: "Resize"),
        Row(
            .pad(ResolvedPadding(top: 1, left: 0, bottom: -2, right: 3)), "pad top 1, left 0, bottom -2, right 3",
            onnx: "Pad"),
        Row(
            .pad(ResolvedPadding(top: -1, left: 0, bottom: -2, right: 0)), "crop top 1, left 0, bottom 2, right 0",
            onnx: "Pad"),
        Row(.dropout(rate: 0.2), "dropout 0.2", onnx: "Dropout"),
        Row(.flatten, "flatten", onnx: "Flatten"),
        Row(.identity, "identity", onnx: "Identity"),
    ]

    @Test(arguments: rows)
    func says(_ row: Row) {
        let definition = row.operation.definition
        #expect("\(row.operation)" == row.description)
        #expect(row.description.hasPrefix(definition.name) && row.operation.name == definition.name)
        #expect(row.operation.parameters == row.keys)
        #expect(definition.onnxOperators.joined(separator: " ") == row.onnx)
        let statistics = definition.parameters.filter { !$0.isTrainable }.map(\.key)
        #expect(statistics == row.keys.filter { $0.contains("running") })
        let views: [Operation] = [.dropout(rate: 0.2), .flatten, .identity]
        #expect(definition.isView == views.contains(row.operation))
    }

    /// Only what the papers count has multiply-accumulates.
    @Test(arguments: rows)
    func macs(_ row: Row) {
        let shape: Shape = [2, 6, 8, 8]
        let input: Shape = row.operation.name == "linear" ? [2, 6] : shape
        let shapes = NodeShapes(inputs: [input, input], output: row.operation.name == "linear" ? [2, 5] : shape)
        let macs = row.operation.definition.macs(shapes)
        switch row.operation {
        case .convolution: #expect(macs == shape.count * 3 * 15)
        case .transposedConvolution: #expect(macs == shape.count * 8 * 4)
        case .linear: #expect(macs == 2 * 5 * 6)
        default: #expect(macs == 0)
        }
    }

    /// What a file asks for is checked before anything divides by it.
    @Test func parametersOfNonsense() {
        for groups in [0, -1, .min, .max] {
            for outputs in [0, -3, .max] {
                let window = Window(kernel: 3)
                let operations: [Operation] = [
                    .convolution(Convolution(outputs: outputs, window: window, groups: groups, weight: "w", bias: "b")),
                    .transposedConvolution(
                        TransposedConvolution(outputs: outputs, window: window, groups: groups, weight: "w", bias: "b")),
                    .linear(Linear(outputs: outputs, weight: "w", bias: "b")),
                ]
                for operation in operations {
                    for input in [[], [5], [2, 6], [1, 6, 8, 8]] as [Shape] {
                        let slots = operation.definition.parameters
                        #expect(slots.map { $0.extents(input: input).count }.last == 1)
                    }
                }
            }
        }
    }

    @Test func layerNormsOfMaps() throws {
        let graph = try Graph.build("g", input: [2, 6, 5, 7]) { $0.scope("stem") { $0.layerNorm2d("norm") } }
        #expect(graph.shape(of: graph.outputs["logits"]!) == [2, 6, 5, 7])
        #expect(Array(graph.parameters.keys) == ["stem.norm.weight", "stem.norm.bias"])
        #expect(graph.parameters.values.allSatisfy { $0.shape == [6] && $0.isTrainable })
        #expect(graph.macs == 0 && graph.parameterCount == 12)
        #expect(graph.listing.contains("%1  2×6×5×7  layer norm ε 1e-06 (%0)  stem.norm"))
        try graph.validate()
        let error = #expect(throws: GraphError.self) {
            try Graph.build("g", input: [2, 6, 5, 7]) { $0.flatten().layerNorm2d("norm") }
        }
        #expect(
            error?.description == "g, norm (layer norm): expected [batch, channels, height, width], not 2×210")
    }
}
