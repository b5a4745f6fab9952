import AllocationCounter
import Foundation
import ReferenceExecutor
import SwiftletEngine
import SwiftletGraphs
import SwiftletModelZoo
import SwiftletTensors
import Testing

/// Packed weights that programs share, and that are filled again.
@Suite(.serialized) struct PackedWeightsTests {
    /// Every kind of constants: dense, grouped, depthwise, transposed and linear layers, with and without biases and batch norms,
    /// a batch norm that is a layer of its own and one behind another, learnt and constant slopes.
    private static func network(batch: Int = 1, side: Int = 20) throws -> Graph {
        try Graph.build("kinds", input: [batch, 6, side, side]) { x in
            let stem = x.batchNorm("input").conv("stem", 24, kernel: 3, padding: 1, bias: false).batchNorm("bn1")
                .batchNorm("bn2").relu()
            let grouped = stem.conv("grouped", 24, kernel: 3, padding: 1, groups: 2).activation(.leakyReLU(slope: 0.1))
            let wide = grouped.conv("expand", 72, kernel: 1, bias: false).batchNorm("bn3").relu6()
                .conv("depthwise", 72, kernel: 5, padding: 2, groups: 72, bias: false).batchNorm("bn4").hardSwish()
            let map = (wide.conv("project", 24, kernel: 1).batchNorm("bn5") + grouped).prelu("slopes")
            let up = map.transposedConv("up", 10, kernel: 2, stride: 2, bias: false).batchNorm("bn6")
            return up.globalAveragePool().flatten().linear("fc", 5)
        }
    }

    private static func weights(_ graph: Graph, _ salt: String) -> Weights {
        OracleRule.weights(for: graph, exponents: [:], salt: salt)
    }

    private static func program(
        _ graph: Graph, _ packed: PackedWeights, _ configuration: EngineConfiguration,
        _ overrides: CompilationOverrides = .init()
    ) throws -> Program {
        try Program(
            ProgramPlan(
                graph, packed: packed, outputs: nil, configuration: configuration, overrides: overrides))
    }

    private static func bits(_ program: Program) throws -> [UInt32] {
        let input = OracleRule.input(shape: program.inputShape)
        return try program.run(input)["logits"]!.floats().map(\.bitPattern)
    }

    /// Four batches and two sizes of MobileNet V2 take one packing.
    @Test(arguments: InstructionSet.available, [1, 2]) func programsShare(set: InstructionSet, threads: Int) throws {
        let weights = Self.weights(try Catalogue.entry("mobilenet_v2").graph(), "")
        let packed = PackedWeights(weights)
        let configuration = EngineConfiguration(threads: threads, instructionSet: set)
        var programs: [Program] = []
        var sizes: [Int] = []
        for (batch, side) in [(1, 224), (2, 224), (4, 224), (8, 224), (1, 96)] {
            let graph = try Catalogue.entry("mobilenet_v2").graph(
                NetworkOptions(batch: batch, height: side, width: side))
            programs.append(try Self.program(graph, packed, configuration))
            sizes.append(packed.byteCount)
            let alone = try Program(graph, weights: weights, configuration: configuration)
            #expect(try Self.bits(programs.last!) == Self.bits(alone))
        }
        // 3.5 million parameters, with what fills up panels.
        #expect(sizes[0] > 3_500_000 * 4 && sizes[0] < 3_500_000 * 5, "\(sizes[0])")
        #expect(sizes.allSatisfy { $0 == sizes[0] }, "\(sizes)")
        programs.removeFirst(4)
        #expect(packed.byteCount == sizes[0])
        programs = []
        #expect(packed.byteCount == 0)
    }

    /// Layouts that differ lie side by side: Winograd's filters and plain ones, float32 and bfloat16.
    @Test func otherLayoutsAreOthers() throws {
        let graph = try Graph.build("dense", input: [1, 32, 24, 24]) { $0.conv("conv", 32, kernel: 3, padding: 1) }
        let weights = Self.weights(graph, "")
        let packed = PackedWeights(weights)
        let plain = EngineConfiguration(threads: 1)
        let first = try Self.program(graph, packed, plain, .init(algorithm: .direct))
        let one = packed.byteCount
        let second = try Self.program(graph, packed, plain, .init(algorithm: .winograd))
        let both = packed.byteCount
        #expect(both > one + 3 * 32 * 32 * 9 * 4)
        let third = try Self.program(graph, packed, plain, .init(algorithm: .winograd))
        #expect(packed.byteCount == both)
        withExtendedLifetime((first, second, third)) {}
    }

    /// Outputs after a refill are those of a program that is compiled from the new weights, to the last bit.
    @Test(arguments: Kernels.available, [ConvolutionAlgorithm.direct, .winograd])
    func refilledIsCompiledAnew(kernels: Kernels, algorithm: ConvolutionAlgorithm) throws {
        for (threads, fusesRows) in [(1, false), (2, true)] {
            let configuration = kernels.configuration(threads: threads)
            let overrides = CompilationOverrides(fusesRows: fusesRows, algorithm: algorithm)
            let graphs = try [(1, 20), (3, 20), (4, 26)].map { try Self.network(batch: $0.0, side: $0.1) }
            let packed = PackedWeights(Self.weights(graphs[0], "old"))
            let programs = try graphs.map { try Self.program($0, packed, configuration, overrides) }
            let before = try programs.map(Self.bits)
            let size = packed.byteCount
            for salt in ["new", "newer", "old"] {
                let weights = Self.weights(graphs[0], salt)
                try packed.refill(from: weights)
                for (index, program) in programs.enumerated() {
                    let anew = try Program(
                        graphs[index], weights: weights, configuration: configuration, overrides: overrides)
                    let bits = try Self.bits(program)
                    #expect(try bits == Self.bits(anew), "\(salt), program \(index)")
                    #expect((bits == before[index]) == (salt == "old"))
                }
            }
            #expect(packed.byteCount == size)
            withExtendedLifetime(programs) {}
            // What is compiled later takes the new weights too.
            try packed.refill(from: Self.weights(graphs[0], "new"))
            let later = try Self.program(Self.network(batch: 2, side: 22), packed, configuration, overrides)
            let anew = try Program(
                Self.network(batch: 2, side: 22), weights: Self.weights(graphs[0], "new"), configuration: configuration,
                overrides: overrides)
            #expect(try Self.bits(later) == Self.bits(anew))
        }
    }

    /// Values of any floating-point type.
    @Test func refilledFromOtherTypes() throws {
        let graph = try Self.network()
        let packed = PackedWeights(Self.weights(graph, "old"))
        let program = try Self.program(graph, packed, .init(threads: 2))
        for type in [ScalarType.float16, .bfloat16, .float64, .float32] {
            let weights = Self.weights(graph, "new").converted(to: type)
            try packed.refill(from: weights)
            #expect(
                try Self.bits(program)
                    == Self.bits(Program(graph, weights: weights, configuration: .init(threads: 2))))
        }
    }

    @Test(arguments: Kernels.available) func refillingCopiesNoWeights(kernels: Kernels) throws {
        for graph in [try Self.network(), try Catalogue.entry("mobilenet_v3_small").graph()] {
            let (old, new) = (Self.weights(graph, "old"), Self.weights(graph, "new"))
            let packed = PackedWeights(old)
            let program = try Self.program(graph, packed, kernels.configuration(threads: 2))
            try packed.refill(from: new)
            for weights in [old, new, old] {
                let before = swiftlet_allocations()
                try packed.refill(from: weights)
                let allocations = swiftlet_allocations() - before
                #expect(allocations < 64, "\(graph.name): \(allocations) allocations")
            }
            withExtendedLifetime(program) {}
        }
    }

    @Test func refusesOtherParameters() throws {
        let graph = try Self.network()
        let packed = PackedWeights(Self.weights(graph, "old"))
        let program = try Self.program(graph, packed, .init(threads: 1))
        let before = try Self.bits(program)
        func reason(_ change: (inout Weights) -> Void) -> String {
            var weights = Self.weights(graph, "new")
            change(&weights)
            do {
                try packed.refill(from: weights)
                return "no error"
            } catch {
                return "\(error)"
            }
        }
        #expect(
            reason { $0["fc.bias"] = nil } == "fc.bias: the new values are missing, not floating point of 5")
        #expect(
            reason { $0["fc.weight"] = Tensor(zeros: [5, 11]) }
                == "fc.weight: the new values are float32 5×11, not floating point of 5×10")
        #expect(
            reason { $0["fc.bias"] = Tensor(zeros: [5], scalarType: .int64) }
                == "fc.bias: the new values are int64 5, not floating point of 5")
        #expect(try Self.bits(program) == before)
    }

    /// Many tasks compile at once: all get the right program, and what they share is packed once.
    @Test func manyCompileAtOnce() async throws {
        let weights = Self.weights(try Self.network(), "")
        let packed = PackedWeights(weights)
        let expected = try (0..<12).map {
            try Self.bits(Program(Self.network(batch: 1 + $0 % 6), weights: weights, configuration: .init(threads: 1)))
        }
        let programs = try await withThrowingTaskGroup(of: (Int, Program).self) { group in
            for task in 0..<12 {
                group.addTask {
                    let graph = try Self.network(batch: 1 + task % 6)
                    return (task, try Self.program(graph, packed, .init(threads: 1)))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for (task, program) in programs { #expect(try Self.bits(program) == expected[task]) }
        let alone = PackedWeights(weights)
        let single = try Self.program(Self.network(), alone, .init(threads: 1))
        #expect(packed.byteCount < 2 * alone.byteCount)
        withExtendedLifetime(single) {}
    }
}
