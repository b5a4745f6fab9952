import Engine
import Graphs
import ReferenceExecutor
import Tensors
import Testing

/// Compares the engine with the scalar reference executor on one graph.
enum Comparison {
    /// The largest difference of any output, as a share of that output's largest magnitude (at least 1e-3).
    static func worstError(
        _ graph: Graph, instructionSet: InstructionSet, threads: Int = 1, salt: String = "",
        fusesRows: Bool? = nil, algorithm: ConvolutionAlgorithm = .automatic, fusion: Bool = true,
        tuning: TuningTable = TuningTable()
    ) throws -> Double {
        let weights = OracleRule.weights(for: graph, exponents: [:], salt: salt)
        let input = OracleRule.input(shape: graph.shape(of: graph.inputs[0]), salt: salt)
        let expected = ReferenceExecutor.run(graph, weights: weights, input: input)
        var configuration = EngineConfiguration(
            threads: threads, instructionSet: instructionSet, fusion: fusion, tuning: tuning)
        configuration.fusesRows = fusesRows
        configuration.algorithm = algorithm
        let program = try Program(graph, weights: weights, configuration: configuration)
        var worst = 0.0
        // Twice: the second run meets an arena full of the first one's values.
        for _ in 0..<2 {
            let outputs = try program.run(input)
            #expect(outputs.count == expected.count)
            for (name, tensor) in expected {
                let truth = tensor.floats()
                let values = try #require(outputs[name]).floats()
                #expect(outputs[name]?.shape == tensor.shape)
                let largest = max(1e-3, truth.reduce(0) { max($0, Double(abs($1))) })
                for (value, expected) in zip(values, truth) {
                    let difference = abs(Double(value) - Double(expected)) / largest
                    worst = difference.isNaN ? .infinity : max(worst, difference)
                }
            }
        }
        return worst
    }
}

/// A small generator with a fixed sequence, so that every run of a sweep tests the same cases.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
