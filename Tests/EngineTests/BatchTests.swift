import ReferenceExecutor
import SwiftletEngine
import SwiftletGraphs
import SwiftletModelZoo
import SwiftletTensors
import Testing

/// Batches whose images are split over threads. Each thread runs its images through all layers, and the classifier runs
/// once for all.
@Suite struct BatchTests {
    /// A network with a map output, a vector output, and a classifier of two layers.
    private static func network(batch: Int) throws -> Graph {
        try Graph.build("batch", input: [batch, 3, 19, 17]) { x in
            let map = x.conv("stem", 20, kernel: 3, stride: 2, padding: 1).batchNorm("bn").relu()
            map.output("map")
            let pooled = (map.conv("a", 20, kernel: 1) + map).globalAveragePool().flatten()
            pooled.output("embedding")
            return pooled.linear("fc1", 33).hardSwish().linear("fc2", 10)
        }
    }

    @Test(arguments: Kernels.available, [1, 2, 3])
    func everyBatchAndNumberOfThreads(kernels: Kernels, threads: Int) throws {
        for batch in 2...7 {
            let error = try Comparison.worstError(Self.network(batch: batch), kernels, threads: threads)
            #expect(error < kernels.tolerance(1e-4), "\(batch) images, \(threads) threads")
        }
    }

    /// The classifier's first convolution may read a map, as in VGG.
    @Test(arguments: Kernels.available) func classifierThatReadsAMap(kernels: Kernels) throws {
        let graph = try Graph.build("vgg", input: [4, 3, 12, 12]) { x in
            let map = x.conv("stem", 18, kernel: 3, padding: 1).relu().maxPool(2, stride: 2)
            return map.flatten().linear("fc1", 40).relu().linear("fc2", 7)
        }
        #expect(try Comparison.worstError(graph, kernels, threads: 2) < kernels.tolerance(1e-4))
    }

    @Test func splitsTheBatchWhereThatUsesAllThreads() throws {
        func steps(batch: Int, threads: Int) throws -> [String] {
            let graph = try Self.network(batch: batch)
            let weights = OracleRule.weights(for: graph, exponents: [:])
            let program = try Program(graph, weights: weights, configuration: .init(threads: threads))
            return try program.profile(runs: 1) { $0.update(repeating: 0) }.map { "\($0.layers.joined()) \($0.macs)" }
        }
        let together = try steps(batch: 3, threads: 2)
        let apart = try steps(batch: 4, threads: 2)
        // Either way, a step's multiply-accumulates cover the whole batch.
        for (a, b) in zip(together, apart) where !a.hasSuffix(" 0") {
            let (x, y) = (Int(a.split(separator: " ").last!)!, Int(b.split(separator: " ").last!)!)
            #expect(4 * x == 3 * y, "\(a), \(b)")
        }
        func arena(batch: Int, isApart: Bool) throws -> Int {
            let graph = try Self.network(batch: batch)
            return try Program(
                graph, weights: OracleRule.weights(for: graph, exponents: [:]), configuration: .init(threads: 2),
                overrides: .init(splitsBatchByImage: isApart)
            ).arenaByteCount
        }
        // One arena per thread, for any number of images.
        #expect(try arena(batch: 16, isApart: true) * 2 < arena(batch: 16, isApart: false))
        for (batch, isApart) in [(2, true), (3, false), (5, false), (7, true), (8, true)] {
            let graph = try Self.network(batch: batch)
            let program = try Program(
                graph, weights: OracleRule.weights(for: graph, exponents: [:]), configuration: .init(threads: 2))
            #expect(program.arenaByteCount == (try arena(batch: batch, isApart: isApart)), "\(batch) images")
        }
    }
}
