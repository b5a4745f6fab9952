import Swiftlet
import Testing

// Limits the size of a network in its tests, without weights or pictures.

/// The network under test: three stages of depthwise separable blocks.
private func tinyNetwork() throws -> Graph {
    try Graph.build("tiny", input: [1, 3, 224, 224]) { image in
        var x = image.conv("stem", 32, kernel: 3, stride: 2, padding: 1, bias: false).batchNorm("norm").relu()
        for (stage, channels) in [64, 128, 256].enumerated() {
            x = x.scope("stages.\(stage)") { x in
                x.conv("depthwise", x.channels, kernel: 3, stride: 2, padding: 1, groups: x.channels, bias: false)
                    .batchNorm("norm1").relu()
                    .conv("pointwise", channels, kernel: 1, bias: false).batchNorm("norm2").relu()
            }
        }
        return x.globalAveragePool().flatten().linear("classifier", 10)
    }
}

@Suite struct BudgetTests {
    @Test func theNetworkKeepsItsBudget() throws {
        let complexity = Complexity(of: try tinyNetwork())
        #expect(complexity.macs <= 300_000_000)
        #expect(complexity.parameters <= 100_000)
        #expect(complexity.peakMemoryBytes <= 8 << 20)
        // Names the largest layer if the budget is exceeded.
        let largest = try #require(complexity.layers.max { $0.macs < $1.macs })
        #expect(largest.macs <= complexity.macs / 2, "\(largest) has most of it")
    }
}
