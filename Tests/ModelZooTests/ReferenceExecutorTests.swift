import ReferenceExecutor
import SwiftletGraphs
import SwiftletTensors
import Testing

/// The executor against PyTorch 2.15 in float64, on the oracles' input and weights: operations and corner cases that no
/// network has.
@Suite struct ReferenceExecutorTests {
    struct Case: Sendable, CustomStringConvertible {
        let description: String
        let input: Shape
        let output: Shape
        let expected: [Float]
        let layer: @Sendable (Value) -> Value

        init(
            _ name: String, input: Shape, output: Shape, _ expected: [Float],
            _ layer: @escaping @Sendable (Value) -> Value
        ) {
            description = name
            self.input = input
            self.output = output
            self.expected = expected
            self.layer = layer
        }
    }

    @Test(arguments: cases)
    func agreesWithPyTorch(_ example: Case) throws {
        let graph = try Graph.build("test", input: example.input) { example.layer($0) }
        let result = ReferenceExecutor.run(
            graph, weights: OracleRule.weights(for: graph, exponents: [:]),
            input: OracleRule.input(shape: example.input))
        let logits = try #require(result["logits"])
        #expect(logits.shape == example.output)
        for (value, expected) in zip(logits.floats(), example.expected) {
            #expect(abs(value - expected) <= 1e-6 + 1e-6 * abs(expected))
        }
    }

    @Test func slicesConcatenationsAndBatches() throws {
        let graph = try Graph.build("test", input: [2, 3, 1, 2]) { x in
            concatenate(x.slice(2..<3), x.slice(0..<2).output("head"))
        }
        let input = Tensor((0..<12).map(Float.init), shape: [2, 3, 1, 2])
        let result = ReferenceExecutor.run(graph, weights: Weights(), input: input)
        #expect(result["logits"]?.floats() == [4, 5, 0, 1, 2, 3, 10, 11, 6, 7, 8, 9])
        #expect(result["head"]?.floats() == [0, 1, 2, 3, 6, 7, 8, 9])
        #expect(ReferenceExecutor.run(graph, weights: Weights(), input: input, outputs: ["head"]).count == 1)
    }

    static let cases: [Case] = [
        Case(
            "convolution", input: [1, 4, 5, 6], output: [1, 2, 3, 2],
            [
                1.243982, 1.44067, -0.0876295, -1.041626, -0.01126317, -2.324087, -1.380073, 2.554527, -0.7303551,
                -0.1993175, 0.7730318, -1.714025,
            ]
        ) {
            $0.conv(
                "c", 2, kernel: Size(2, 3), stride: Size(2, 3),
                padding: .explicit(top: 1, left: 2, bottom: 2, right: 0), dilation: Size(2, 1), groups: 2)
        },
        Case(
            "transposed", input: [1, 4, 2, 3], output: [1, 2, 4, 4],
            [
                1.541102, -0.7700229, -0.4656283, 0.577165, -2.775996, 4.112479, -1.492056, 0.002800981, -1.285505,
                0.3316055, 0.1477998, -0.3572441, 0.4715254, -0.9912164, 0.462893, -0.296697, 1.294867, 1.465245,
                0.3227474, -1.363911, 0.7506114, -2.620619, -2.47185, 3.043344, 0.2582235, -0.1257071, -2.194358,
                -1.423003, 1.109905, 2.37671, 0.1490971, 2.486718,
            ]
        ) {
            $0.transposedConv(
                "t", 2, kernel: Size(3, 2), stride: Size(2, 1), padding: .symmetric(1, 0), outputPadding: Size(1, 0),
                groups: 2)
        },
        Case(
            "maxPool", input: [1, 1, 6, 5], output: [1, 1, 4, 3],
            [
                1.033265, 1.997813, 1.681234, 1.033265, 1.997813, 1.681234, 1.906902, 1.939598, 1.709812, 1.510439,
                0.2542903, 0.007755995,
            ]
        ) {
            $0.maxPool(3, stride: 2, padding: 1, ceilMode: true)
        },
        Case(
            "averagePool", input: [1, 1, 6, 5], output: [1, 1, 4, 3],
            [
                -0.1502633, -0.1626649, 0.149582, -0.1163711, 0.2533303, -0.004068189, 0.5714033, 0.4324923,
                -0.09062714, 0.1916626, -0.01640292, -0.1383907,
            ]
        ) {
            $0.averagePool(3, stride: 2, padding: 1, ceilMode: true)
        },
        Case(
            "averagePoolInside", input: [1, 1, 6, 5], output: [1, 1, 4, 3],
            [
                -0.3380924, -0.2439973, 0.3365596, -0.1745566, 0.2533303, -0.006102284, 0.8571049, 0.4324923,
                -0.1359407, 0.5749878, -0.03280584, -0.4151721,
            ]
        ) {
            $0.averagePool(3, stride: 2, padding: 1, ceilMode: true, countsPadding: false)
        },
        Case(
            "adaptive", input: [1, 1, 5, 7], output: [1, 1, 3, 2],
            [-0.1937623, 0.1854625, 0.2847482, 0.1064911, 0.1381815, -0.04433721]
        ) {
            $0.adaptiveAveragePool(Size(3, 2))
        },
        Case(
            "nearest", input: [1, 1, 2, 3], output: [1, 1, 3, 5],
            [
                -1.608727, -1.608727, 0.6094415, 0.6094415, -1.185503, -1.608727, -1.608727, 0.6094415, 0.6094415,
                -1.185503, -0.9022214, -0.9022214, 1.16439, 1.16439, 1.033265,
            ]
        ) {
            $0.resize(like: $0.enlarged())
        },
        Case(
            "bilinear", input: [1, 1, 2, 3], output: [1, 1, 3, 5],
            [
                -1.608727, -0.7214594, 0.6094415, -0.4675252, -1.185503, -1.255474, -0.3985181, 0.8869158, 0.3090949,
                -0.07611907, -0.9022214, -0.07557683, 1.16439, 1.085715, 1.033265,
            ]
        ) {
            $0.resize(like: $0.enlarged(), .bilinear)
        },
        Case(
            "lrn", input: [1, 5, 1, 2], output: [1, 5, 1, 2],
            [
                -0.7711515, 0.3376564, -0.5346334, -0.471515, 0.5407577, 0.4556999, -0.6759674, 0.81333, -0.3116691,
                0.7133701,
            ]
        ) {
            $0.localResponseNormalization(size: 3, alpha: 0.5, k: 2)
        },
        Case(
            "lrnEven", input: [1, 5, 1, 2], output: [1, 5, 1, 2],
            [
                -1.187388, 0.5494462, -0.8074733, -0.7490151, 0.7169871, 0.6703444, -0.9610306, 1.150392, -0.4509248,
                1.00507,
            ]
        ) {
            $0.localResponseNormalization(size: 4, alpha: 0.5, k: 1)
        },
        Case(
            "softmax", input: [1, 3, 1, 2], output: [1, 3, 1, 2],
            [0.05395103, 0.3638567, 0.08237652, 0.08024602, 0.8636724, 0.5558973]
        ) {
            $0.softmax()
        },
        Case(
            "shuffle", input: [1, 6, 1, 2], output: [1, 6, 1, 2],
            [
                -1.608727, 0.6094415, -1.386349, 1.997813, -1.185503, -0.9022214, -0.5971644, 1.681234, 1.16439,
                1.033265, -1.544971, -0.03968382,
            ]
        ) {
            $0.channelShuffle(groups: 2)
        },
        Case(
            "prelu", input: [1, 3, 1, 2], output: [1, 3, 1, 2],
            [-0.2103803, 0.6094415, -0.1047475, -0.07971761, 1.16439, 1.033265]
        ) {
            $0.prelu("p")
        },
        Case(
            "multiply", input: [1, 2, 2, 2], output: [1, 2, 2, 2],
            [1.241539, -0.470338, 0.9149148, 0.6962916, 0.8177274, 0.7256408, -0.9736049, 1.403023]
        ) {
            $0 * $0.globalAveragePool()
        },
        Case(
            "relu6", input: [1, 1, 1, 6], output: [1, 1, 1, 6],
            [0, 1.218883, 0, 0, 2.32878, 2.06653]
        ) {
            ($0 + $0).activation(.relu6)
        },
        Case(
            "hardSigmoid", input: [1, 1, 1, 6], output: [1, 1, 1, 6],
            [0, 0.7031472, 0.1048323, 0.1992595, 0.88813, 0.8444216]
        ) {
            ($0 + $0).activation(.hardSigmoid)
        },
        Case(
            "hardSwish", input: [1, 1, 1, 6], output: [1, 1, 1, 6],
            [-0, 0.8570542, -0.2485581, -0.3595524, 2.06826, 1.745022]
        ) {
            ($0 + $0).activation(.hardSwish)
        },
        Case(
            "sigmoid", input: [1, 1, 1, 6], output: [1, 1, 1, 6],
            [0.03851417, 0.7718669, 0.08541052, 0.1413111, 0.9112327, 0.8876072]
        ) {
            ($0 + $0).activation(.sigmoid)
        },
        Case(
            "silu", input: [1, 1, 1, 6], output: [1, 1, 1, 6],
            [-0.1239176, 0.9408155, -0.2025089, -0.2549878, 2.122061, 1.834267]
        ) {
            ($0 + $0).activation(.silu)
        },
        Case(
            "gelu", input: [1, 1, 1, 6], output: [1, 1, 1, 6],
            [-0.002080631, 1.083045, -0.02103052, -0.0642038, 2.305643, 2.026461]
        ) {
            ($0 + $0).activation(.gelu)
        },
        Case(
            "tanh", input: [1, 1, 1, 6], output: [1, 1, 1, 6],
            [-0.996796, 0.8393244, -0.9827086, -0.9472642, 0.9811992, 0.9684386]
        ) {
            ($0 + $0).activation(.tanh)
        },
        Case(
            "leaky", input: [1, 1, 1, 6], output: [1, 1, 1, 6],
            [-0.3217453, 1.218883, -0.2371006, -0.1804443, 2.32878, 2.06653]
        ) {
            ($0 + $0).activation(.leakyReLU(slope: 0.1))
        },
    ]
}

extension Value {
    /// A 3×5 map from a 2×3 one, as the target size of a resize.
    fileprivate func enlarged() -> Value {
        transposedConv("like", 1, kernel: Size(2, 3))
    }
}
