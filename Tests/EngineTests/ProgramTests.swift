import AllocationCounter
import ReferenceExecutor
import SwiftletEngine
import SwiftletGraphs
import SwiftletModelZoo
import SwiftletTensors
import Testing

/// The promises of a program besides correct numbers.
@Suite(.serialized) struct ProgramTests {
    private static func block() throws -> (graph: Graph, weights: Weights, input: Tensor) {
        let graph = try Graph.build("block", input: [1, 16, 14, 14]) { x in
            let y =
                x.conv("expand", 96, kernel: 1).relu6().conv("depthwise", 96, kernel: 3, padding: 1, groups: 96)
                .relu6().conv("project", 16, kernel: 1) + x
            return y.globalAveragePool().flatten().output("embedding").linear("fc", 10)
        }
        return (graph, OracleRule.weights(for: graph, exponents: [:]), OracleRule.input(shape: [1, 16, 14, 14]))
    }

    @Test func allocatesNothingAfterTheFirstRun() throws {
        let (graph, weights, _) = try Self.block()
        for threads in 1...3 {
            let program = try Program(graph, weights: weights, configuration: .init(threads: threads))
            func run() throws -> Float {
                try program.run {
                    $0.update(repeating: 0.5)
                } read: {
                    $0["logits"]![0]
                }
            }
            let first = try run()
            // Counts on this thread, whose share of the work is like any other's.
            for _ in 0..<20 {
                let before = swiftlet_allocations()
                let again = try run()
                let allocations = swiftlet_allocations() - before
                #expect(again == first)
                #expect(allocations == 0, "\(threads) threads: \(allocations) allocations in a run")
            }
        }
        // The counter must count, or the checks above would show nothing.
        let before = swiftlet_allocations()
        let array = [Int](unsafeUninitializedCapacity: 1000) { $1 = 1000 }
        #expect(before == -1 || swiftlet_allocations() > before)
        #expect(array.count == 1000)
    }

    /// More tasks than arenas, teams and processors, on programs of one, two and three threads at once.
    @Test func oneProgramServesManyTasks() async throws {
        let (graph, weights, _) = try Self.block()
        let programs = try (1...3).map { try Program(graph, weights: weights, configuration: .init(threads: $0)) }
        try await withThrowingTaskGroup(of: Int.self) { group in
            for task in 0..<24 {
                group.addTask {
                    // Each task has its own input, so that a mix-up of arenas would show.
                    let input = OracleRule.input(shape: [1, 16, 14, 14], salt: "task \(task)")
                    let expected = ReferenceExecutor.run(graph, weights: weights, input: input)["logits"]!.floats()
                    let program = programs[task % 3]
                    let first = try program.run(input)["logits"]!.floats()
                    for (value, truth) in zip(first, expected) {
                        #expect(abs(value - truth) < 1e-4 * max(1, abs(truth)))
                    }
                    // Other tasks do not change a single bit.
                    var same = 0
                    for _ in 0..<20 {
                        if try program.run(input)["logits"]!.floats() == first { same += 1 }
                        await Task.yield()
                    }
                    return same
                }
            }
            for try await same in group { #expect(same == 20) }
        }
    }

    @Test func computesOnlyWhatIsAskedFor() throws {
        let (graph, weights, input) = try Self.block()
        let program = try Program(graph, weights: weights, outputs: ["embedding"])
        #expect(Array(program.outputShapes.keys) == ["embedding"])
        #expect(program.outputShapes["embedding"] == [1, 16])
        #expect(try program.run(input).keys.sorted() == ["embedding"])
        #expect(program.stepSources.allSatisfy { !$0.sources.contains("fc") })
    }

    @Test func fusesTheInvertedResidual() throws {
        let (graph, weights, _) = try Self.block()
        let steps = try Program(graph, weights: weights, configuration: .init(tuning: TuningTable())).stepSources
        #expect(
            steps.map(\.label) == [
                "pointwise → depthwise 3×3", "pointwise + residual", "global average pool", "pointwise",
            ])
        #expect(steps[0].sources == ["expand", "ReLU6", "depthwise", "ReLU6"])
        #expect(steps[1].sources == ["project", "add"])
    }

    /// Which nodes a step computes is known by their places, also where layers share a path and where there are several stages.
    @Test(arguments: [1, 4]) func stepsNameTheirNodes(_ batch: Int) throws {
        let graph = try Graph.build("twins", input: [batch, 16, 14, 14]) { x in
            let first = x.scope("twin") { $0.relu().conv("c", 16, kernel: 3, padding: 1, bias: false) }
            let second = first.batchNorm("norm").scope("twin") { $0.sigmoid().dropout(0.1) }
            return second.globalAveragePool().flatten().linear("fc", 10)
        }
        let program = try Program(
            graph, weights: OracleRule.weights(for: graph, exponents: [:]),
            configuration: .init(threads: 2, tuning: TuningTable()))
        let profiles = try program.profile(runs: 1) { $0.update(repeating: 0.5) }
        #expect(profiles.map(\.nodes) == program.stepNodes)
        let names = graph.nodes.map { $0.path.isEmpty ? $0.operation.name : $0.path }
        for profile in profiles {
            // What the engine adds by itself has a name of its own.
            #expect(profile.layers.filter { $0 != "pad" } == profile.nodes.map { names[$0] })
        }
        let computed = profiles.flatMap(\.nodes)
        let elided = graph.nodes.indices.filter { index in
            switch graph.nodes[index].operation {
            case .dropout, .flatten: true
            default: false
            }
        }
        #expect((computed + elided).sorted() == Array(graph.nodes.indices))
    }

    @Test func foldsAllOfMobileNetV2() throws {
        let graph = try Catalogue.entry("mobilenet_v2").graph()
        let weights = OracleRule.weights(for: graph, exponents: [:])
        let steps = try Program(graph, weights: weights, configuration: .init(tuning: TuningTable())).stepSources
        // Of 52 convolutions, 16 are joined with the next. The stem, the layers after it and the first expanded block
        // save three more steps. The classifier, the stem's padding and the pool add three. No batch norm, activation
        // or sum is left.
        #expect(steps.count == 52 - 16 - 3 + 1 + 1 + 1)
        #expect(steps.filter { $0.label.hasSuffix("residual") }.count == 10)
    }

    @Test func refusesWhatCannotBe() throws {
        let (graph, weights, input) = try Self.block()
        func message(_ body: () throws -> Void) -> String {
            do {
                try body()
                return "no error"
            } catch {
                return "\(error)"
            }
        }
        #expect(message { _ = try Program(graph, weights: Weights()) }.contains("the weights lack expand.weight"))
        var bad = weights
        bad["fc.weight"] = Tensor(zeros: [10, 17])
        #expect(message { _ = try Program(graph, weights: bad) }.contains("fc.weight is 10×17, not 10×16"))
        bad["fc.weight"] = Tensor(zeros: [10, 16], scalarType: .int32)
        #expect(message { _ = try Program(graph, weights: bad) }.contains("fc.weight is int32, not floating point"))
        #expect(
            message { _ = try Program(graph, weights: weights, outputs: ["nothing"]) }
                == "block: has no output \"nothing\"; it has logits, embedding")
        for threads in [0, -3, 1025, Int.max] {
            #expect(
                message { _ = try Program(graph, weights: weights, configuration: .init(threads: threads)) }
                    == "threads: \(threads) is not between 1 and 1024")
        }
        let crowd = try Program(graph, weights: weights, configuration: .init(threads: 1024))
        #expect(crowd.threads <= 4 * EngineConfiguration.processors)
        #expect(try crowd.run(input).count == 2)
        let program = try Program(graph, weights: weights)
        #expect(
            message { _ = try program.run(Tensor(zeros: [1, 16, 14, 13])) }
                == "block: was compiled for an input of 1×16×14×14, not 1×16×14×13")
        #expect(try program.run(input).count == 2)
    }

    @Test func halfPrecisionWeightsAreConverted() throws {
        let (graph, weights, input) = try Self.block()
        let exact = try Program(graph, weights: weights).run(input)["logits"]!.floats()
        for type in [ScalarType.float16, .bfloat16, .float64] {
            let values = try Program(graph, weights: weights.converted(to: type)).run(input)["logits"]!.floats()
            let largest = exact.map(abs).max()!
            let error = zip(values, exact).map { abs($0 - $1) }.max()! / largest
            let limit: Float = type == .bfloat16 ? 2e-2 : type == .float16 ? 2e-3 : 1e-6
            #expect(error <= limit, "\(type): off by \(error)")
            #expect(type == .float64 || error > 0, "\(type) cannot be exact")
        }
    }
}
