import AllocationCounter
import ReferenceExecutor
import SwiftletEngine
import SwiftletGraphs
import SwiftletModelZoo
import SwiftletTensors
import Testing

/// The promises of bfloat16 besides correct steps, which the sweeps cover. Machines without it skip these tests.
@Suite(.serialized) struct PrecisionTests {
    static let isAvailable = (try? InstructionSet.best.kernels(.bfloat16)) != nil

    /// Whole networks against the logits of their PyTorch implementations, within 5 % of the largest. Errors of single
    /// layers, up to 0.4 % of a value, average out. Errors of weights average out less, because squeeze-and-excite
    /// scales and rounds them again for each picture.
    @Test(
        .enabled(if: isAvailable),
        arguments: [
            "squeezenet1_1", "mobilenet_v2", "mobilenet_v3_large", "shufflenet_v2_x1_0", "efficientnet_b0",
            "tf_efficientnet_lite0", "ghostnet_100", "mobilenetv4_conv_small", "googlenet",
        ])
    func meetsTheOracle(model: String) throws {
        let row = try Oracle.row(model)
        for (threads, batch) in [(1, 1), (2, 3), (3, 1), (4, 2)] {
            let graph = try Catalogue.entry(row.model).graph(
                NetworkOptions(batch: batch, height: row.input[2], width: row.input[3]))
            let share = try OracleCheck.verify(row, graph: graph, tolerance: 0.05) { graph, weights, input in
                let configuration = EngineConfiguration(threads: threads, precision: .bfloat16)
                return try Program(graph, weights: weights, configuration: configuration).run(input)["logits"]!
            }
            #expect(share > 0.004, "\(row.model) is too good for bfloat16")
        }
    }

    @Test(.enabled(if: isAvailable)) func halvesTheArenaAndAllocatesNothing() throws {
        let graph = try Catalogue.entry("mobilenet_v2").graph()
        let weights = OracleRule.weights(for: graph, exponents: [:])
        let full = try Program(graph, weights: weights, configuration: .init(threads: 2))
        let half = try Program(graph, weights: weights, configuration: .init(threads: 2, precision: .bfloat16))
        #expect(half.precision == .bfloat16)
        // The input is kept in float32 beside the arena.
        let input = half.inputShape.count * MemoryLayout<Float>.size
        #expect((half.arenaByteCount - input) * 10 < full.arenaByteCount * 7)
        func run() throws { try half.run(fill: { $0.update(repeating: 0.5) }, read: { _ in }) }
        try run()
        let before = swiftlet_allocations()
        try run()
        #expect(swiftlet_allocations() == before)
    }

    @Test func isRefusedWhereThereIsNone() throws {
        let graph = try Graph.build("tiny", input: [1, 3, 4, 4]) { $0.conv("c", 4, kernel: 1) }
        let weights = OracleRule.weights(for: graph, exponents: [:])
        for set in InstructionSet.available where set != .avx512 {
            let configuration = EngineConfiguration(instructionSet: set, precision: .bfloat16)
            let error = #expect(throws: EngineError.self) {
                _ = try Program(graph, weights: weights, configuration: configuration)
            }
            #expect(error?.description == "bfloat16: needs avx512 with AVX512_BF16, not \(set.rawValue)")
        }
    }
}
