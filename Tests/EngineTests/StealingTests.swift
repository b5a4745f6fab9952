import Foundation
import ReferenceExecutor
import SwiftletEngine
import SwiftletGraphs
import SwiftletTensors
import Synchronization
import Testing

/// Results do not depend on the computing thread, not in a single bit.
@Suite(.serialized) struct StealingTests {
    /// Every kind of step that uses a thread's private memory, and several that do not.
    private static func network(batch: Int) throws -> Graph {
        try Graph.build("stealing", input: [batch, 3, 35, 33]) { x in
            let stem = x.conv("stem", 24, kernel: 3, stride: 2, padding: 1).batchNorm("bn").relu6()
            let expanded = stem.conv("expand", 96, kernel: 1).relu6()
                .conv("depthwise", 96, kernel: 3, padding: 1, groups: 96).hardSwish()
            let scale = expanded.globalAveragePool().conv("reduce", 8, kernel: 1).relu().conv("restore", 96, kernel: 1)
                .hardSigmoid()
            let block = (expanded * scale).conv("project", 24, kernel: 1) + stem
            let dense = block.conv("dense", 40, kernel: 3, padding: 1).relu().maxPool(2, stride: 2)
            let pooled = dense.conv("grouped", 40, kernel: 3, padding: 1, groups: 4).globalAveragePool().flatten()
            pooled.output("embedding")
            return pooled.linear("fc", 10)
        }
    }

    private static func team(_ count: Int) throws -> Team {
        let turns = Atomic<UInt64>(1)
        return try Team(count: count) { member in
            var generator = SplitMix64(state: turns.add(1, ordering: .relaxed).newValue &* 977 &+ UInt64(member))
            // A third of the time a member is missing, possibly the caller.
            if generator.next() % 3 == 0 { usleep(UInt32(generator.next() % 120)) }
        }
    }

    private static func outputs(
        _ program: Program, _ team: Team?, width: Int?, input: [Float]
    ) throws -> [[UInt32]] {
        func fill(_ buffer: UnsafeMutableBufferPointer<Float>) { _ = buffer.update(fromContentsOf: input) }
        func read(_ outputs: borrowing ProgramOutputs) -> [[UInt32]] {
            ["embedding", "logits"].map { outputs[$0]!.map(\.bitPattern) }
        }
        guard let team else { return try program.run(fill: fill, read: read) }
        return try program.run(with: team, width: width, fill: fill, read: read)
    }

    @Test(arguments: [1, 4, 6], [2, 3]) func bitsDoNotDependOnWhoComputes(batch: Int, threads: Int) throws {
        let graph = try Self.network(batch: batch)
        let weights = OracleRule.weights(for: graph, exponents: [:])
        let input = OracleRule.input(shape: [batch, 35, 33, 3]).floats()
        for fusesRows in [false, true] {
            let program = try Program(
                graph, weights: weights, configuration: .init(threads: threads),
                overrides: .init(fusesRows: fusesRows, splitsBatchByImage: batch > 4 ? true : nil))
            let team = try Self.team(threads)
            defer { team.stop() }
            let alone = try Self.outputs(program, team, width: 1, input: input)
            #expect(alone[1].contains { $0 != 0 })
            for width in 2...threads {
                for run in 0..<12 {
                    let stolen = try Self.outputs(program, team, width: width, input: input)
                    #expect(stolen == alone, "run \(run) by \(width) of \(threads) threads")
                }
            }
            #expect(try Self.outputs(program, nil, width: nil, input: input) == alone)
        }
    }

    /// Layers that are large enough for their parts to be cut into pieces.
    @Test(arguments: [2, 3]) func bitsDoNotDependOnWhoComputesAPiece(threads: Int) throws {
        let graph = try Graph.build("pieces", input: [1, 3, 70, 66]) { x in
            let stem = x.conv("stem", 64, kernel: 3, stride: 2, padding: 1).relu6()
            // 1,155 pixels: 19 and 38 million multiply-accumulates.
            let expanded = stem.conv("expand", 256, kernel: 1).relu6()
                .conv("depthwise", 256, kernel: 3, padding: 1, groups: 256).hardSwish()
            let projected = expanded.conv("project", 128, kernel: 1)
            let dense = projected.conv("dense", 48, kernel: 5, padding: 2).relu()
            dense.globalAveragePool().flatten().output("embedding")
            return dense.globalAveragePool().flatten().linear("fc", 10)
        }
        let weights = OracleRule.weights(for: graph, exponents: [:])
        let input = OracleRule.input(shape: [1, 70, 66, 3]).floats()
        for fusion in [true, false] {
            let program = try Program(
                graph, weights: weights, configuration: EngineConfiguration(threads: threads, fusion: fusion))
            #expect(program.cutSteps >= 2, "the layers are too small to be cut")
            let team = try Self.team(threads)
            defer { team.stop() }
            let alone = try Self.outputs(program, team, width: 1, input: input)
            #expect(alone[1].contains { $0 != 0 })
            for run in 0..<40 {
                let stolen = try Self.outputs(program, team, width: threads, input: input)
                #expect(stolen == alone, "run \(run)")
            }
        }
    }

    /// The width that a program chooses for itself changes nothing either.
    @Test func bitsDoNotDependOnTheWidth() throws {
        let graph = try Self.network(batch: 1)
        let weights = OracleRule.weights(for: graph, exponents: [:])
        let input = OracleRule.input(shape: [1, 35, 33, 3]).floats()
        let program = try Program(graph, weights: weights, configuration: .init(threads: 4))
        let first = try Self.outputs(program, nil, width: nil, input: input)
        for _ in 0..<100 { #expect(try Self.outputs(program, nil, width: nil, input: input) == first) }
        let team = try Team(count: program.threads)
        defer { team.stop() }
        for width in 1...program.threads {
            #expect(try Self.outputs(program, team, width: width, input: input) == first)
        }
    }
}
