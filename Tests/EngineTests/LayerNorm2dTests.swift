import ReferenceExecutor
import SwiftletEngine
import SwiftletGraphs
import SwiftletTensors
import Testing

@Suite struct LayerNorm2dTests {
    /// The numbers are PyTorch's:
    ///
    ///     import torch, torch.nn.functional as F
    ///     x = (torch.arange(12, dtype=torch.float64) * 7 % 5 - 1.5).reshape(2, 3, 1, 2)
    ///     x[1, :, 0, 1] += 1000
    ///     w, b = torch.tensor([0.5, -1, 2.]).double(), torch.tensor([0.1, 0.2, -0.3]).double()
    ///     for eps in (1e-6, 0.5):
    ///         y = F.layer_norm(x.permute(0, 2, 3, 1), (3,), w, b, eps).permute(0, 3, 1, 2)
    ///         print([float("%.7g" % v) for v in y.flatten()])
    static let input = Tensor(
        [-1.5, 0.5, 2.5, -0.5, 1.5, -1.5, 0.5, 1002.5, -0.5, 1001.5, -1.5, 1000.5], shape: [2, 3, 1, 2])
    static let expected: [(epsilon: Double, values: [Float])] = [
        (
            1e-6,
            [
                -0.5864064, 0.712372, -0.7805805, 0.2, 0.4844644, -2.749488, 0.712372, 0.712372, 0.2, 0.2, -2.749488,
                -2.749488,
            ]
        ),
        (
            0.5,
            [
                -0.5337502, 0.56291, -0.7053575, 0.2, 0.424286, -2.15164, 0.56291, 0.56291, 0.2, 0.2, -2.15164,
                -2.15164,
            ]
        ),
    ]

    private func program(_ epsilon: Double) throws -> (Graph, Weights) {
        let graph = try Graph.build("norm", input: [2, 3, 1, 2]) { $0.layerNorm2d("n", epsilon: epsilon) }
        let weights = Weights([
            "n.weight": Tensor([0.5, -1, 2], shape: [3]), "n.bias": Tensor([0.1, 0.2, -0.3], shape: [3]),
        ])
        return (graph, weights)
    }

    @Test func referenceIsPyTorchs() throws {
        for (epsilon, values) in Self.expected {
            let (graph, weights) = try program(epsilon)
            let result = ReferenceExecutor.run(graph, weights: weights, input: Self.input)["logits"]
            for (value, expected) in zip(try #require(result).floats(), values) {
                #expect(abs(value - expected) <= 1e-6)
            }
        }
    }

    /// A pixel far from zero keeps its variance.
    @Test(arguments: Kernels.available.filter { $0.precision == .float32 })
    func engineIsPyTorchs(set: Kernels) throws {
        for (epsilon, values) in Self.expected {
            let (graph, weights) = try program(epsilon)
            let engine = try Program(graph, weights: weights, configuration: set.configuration(threads: 1))
            let result = try #require(try engine.run(Self.input)["logits"])
            for (value, expected) in zip(result.floats(), values) { #expect(abs(value - expected) <= 1e-5) }
        }
    }

    @Test(arguments: Kernels.available)
    func everyShape(set: Kernels) throws {
        func check(_ input: Shape, _ body: (Value) -> Value) throws {
            let graph = try Graph.build("norm", input: input) { body($0) }
            for threads in 1...4 {
                for fusion in [true, false] {
                    let error = try Comparison.worstError(graph, set, threads: threads, fusion: fusion)
                    #expect(error <= set.tolerance(1e-4), "\(input), \(threads) threads: off by \(error)")
                }
            }
        }
        for channels in [1, 2, 5, 16, 37, 96] {
            for size in [Size(1, 1), Size(3, 4), Size(7, 1)] {
                try check([2, channels, size.height, size.width]) { $0.layerNorm2d("n") }
            }
        }
        // As in ConvNeXt: after the stem, and in a block.
        try check([1, 3, 16, 12]) { $0.conv("stem", 24, kernel: 4, stride: 4).layerNorm2d("norm").relu() }
        try check([2, 12, 6, 5]) { x in
            x.conv("dw", 12, kernel: 3, padding: 1, groups: 12).layerNorm2d("norm", epsilon: 1e-5)
                .conv("a", 48, kernel: 1).activation(.gelu).conv("b", 12, kernel: 1) + x
        }
        // Slices of a map, and a batch norm that has nothing to be folded into.
        try check([1, 24, 3, 3]) { x in
            concatenate(x.slice(5..<16).layerNorm2d("a"), x.slice(0..<5).layerNorm2d("b")).batchNorm("bn")
        }
        try check([3, 20, 5, 4]) { $0.globalAveragePool().layerNorm2d("n").flatten().linear("fc", 7) }
    }

    @Test func stepsTellTheirBytes() throws {
        let graph = try Graph.build("norm", input: [1, 8, 4, 4]) { $0.layerNorm2d("n") }
        let weights = OracleRule.weights(for: graph, exponents: [:])
        let program = try Program(graph, weights: weights, configuration: EngineConfiguration(threads: 1))
        let steps = try program.profile(runs: 1) { $0.update(repeating: 1) }
        #expect(steps.map(\.label) == ["layer norm"])
        #expect(steps.map(\.bytes) == [4 * (2 * 16 + 2) * 8])
    }

    @Test func weightsMustFit() throws {
        let (graph, weights) = try program(1e-6)
        for key in ["n.weight", "n.bias"] {
            var some = weights
            some[key] = nil
            #expect(throws: EngineError.self) { try Program(graph, weights: some) }
            some[key] = Tensor(zeros: [4])
            #expect(throws: EngineError.self) { try Program(graph, weights: some) }
        }
    }

    /// The kernels calculate in float32 and bfloat16 of their own choice: a graph's values are float32.
    @Test func otherTypesAreRefused() throws {
        var graph = Graph(name: "half")
        let input = try graph.appendInput(ValueType([1, 3, 4, 4], .float16, role: .input))
        graph.setOutput("logits", try graph.append(.activation(.relu), path: "act", inputs: [input]))
        let error = #expect(throws: EngineError.self) { try Program(graph, weights: Weights()) }
        #expect(error?.description == "half: a value of 1×3×4×4 float16 is not float32")
    }
}
