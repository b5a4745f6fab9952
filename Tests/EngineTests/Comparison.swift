import ReferenceExecutor
import SwiftletEngine
import SwiftletGraphs
import SwiftletTensors
import Testing

/// A compilation target: an instruction set, and a precision that it has.
struct Kernels: CustomTestStringConvertible {
    let instructionSet: InstructionSet
    let precision: Precision

    /// All targets of this machine.
    static let available = InstructionSet.available.flatMap { set in
        Precision.allCases.filter { (try? set.kernels($0)) != nil }.map { Kernels(instructionSet: set, precision: $0) }
    }

    var testDescription: String { "\(instructionSet.rawValue) \(precision.rawValue)" }

    func configuration(threads: Int) -> EngineConfiguration {
        EngineConfiguration(threads: threads, instructionSet: instructionSet, precision: precision)
    }

    /// The tolerance of an error that is `exact` in float32. bfloat16 rounds inputs, weights and results to 8 bits.
    func tolerance(_ exact: Double) -> Double { precision == .float32 ? exact : 1.0 / 64 }
}

/// Compares the engine with the scalar reference executor on one graph.
enum Comparison {
    /// The largest difference of any output, as a share of the output's largest magnitude (at least 1e-3). Batches run
    /// both together and image by image.
    static func worstError(
        _ graph: Graph, _ kernels: Kernels, threads: Int = 1, salt: String = "", fusesRows: Bool? = nil,
        algorithm: ConvolutionAlgorithm = .automatic, fusion: Bool = true, tuning: TuningTable = TuningTable()
    ) throws -> Double {
        let weights = OracleRule.weights(for: graph, exponents: [:], salt: salt)
        let input = OracleRule.input(shape: graph.shape(of: graph.inputs[0]), salt: salt)
        let expected = ReferenceExecutor.run(graph, weights: weights, input: input)
        var configuration = kernels.configuration(threads: threads)
        configuration.fusion = fusion
        configuration.tuning = tuning
        var overrides = CompilationOverrides(fusesRows: fusesRows, algorithm: algorithm)
        var worst = 0.0
        for isApart in input.shape.batch > 1 ? [false, true] : [false] {
            overrides.splitsBatchByImage = isApart
            let program = try Program(
                graph, weights: weights, configuration: configuration, overrides: overrides)
            // The second run meets an arena with the first run's values.
            for _ in 0..<2 { worst = max(worst, try self.worst(try program.run(input), expected)) }
        }
        return worst
    }

    private static func worst(_ outputs: [String: Tensor], _ expected: [String: Tensor]) throws -> Double {
        var worst = 0.0
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
        return worst
    }
}
