import ReferenceExecutor
import SwiftletEngine
import SwiftletGraphs
import SwiftletTensors
import Testing

/// Winograd's algorithm against the reference executor wherever it applies, even where a direct convolution is faster.
@Suite struct WinogradTests {
    private static func check(
        _ input: Shape, _ set: Kernels, threads: [Int] = [1, 2, 3, 4], _ body: (Value) -> Value
    ) throws {
        let graph = try Graph.build("winograd", input: input) { body($0) }
        for threads in threads {
            let error = try Comparison.worstError(graph, set, threads: threads, algorithm: .winograd)
            // The tolerance of every other path, although the transforms lose about a digit to rounding.
            #expect(error <= set.tolerance(1e-4), "\(graph), \(threads) threads: off by \(error)")
        }
    }

    /// Tiles that exceed every edge, by every possible width.
    @Test(arguments: Kernels.available)
    func everyMapSize(set: Kernels) throws {
        for height in 1...14 {
            for width in 1...14 {
                try Self.check(
                    [1 + (height + width) % 3, 7, height, width], set, threads: [1 + (height + width) % 4]
                ) {
                    $0.conv("conv", 19, kernel: 3, padding: 1)
                }
            }
        }
    }

    @Test(arguments: Kernels.available)
    func everyPadding(set: Kernels) throws {
        for (top, left, bottom, right) in [(0, 0, 0, 0), (0, 1, 2, 3), (3, 2, 1, 0), (2, 2, 2, 2), (7, 0, 0, 9)] {
            for (height, width) in [(3, 3), (4, 9), (11, 6), (1, 1), (2, 14)] {
                guard height + top + bottom >= 3, width + left + right >= 3 else { continue }
                try Self.check([1, 18, height, width], set, threads: [1, 3]) {
                    $0.conv(
                        "conv", 33, kernel: 3, padding: .explicit(top: top, left: left, bottom: bottom, right: right))
                }
            }
        }
        try Self.check([2, 5, 9, 10], set) { $0.conv("conv", 6, kernel: 3, padding: .same) }
    }

    @Test(arguments: Kernels.available)
    func everyChannelCount(set: Kernels) throws {
        for channels in 1...70 {
            try Self.check([1, channels, 6, 5 + channels % 7], set, threads: [1 + channels % 4]) {
                $0.conv("conv", 71 - channels, kernel: 3, padding: 1)
            }
        }
        // More than one group of panels, and threads that share them.
        try Self.check([1, 40, 5, 6], set) { $0.conv("conv", 700, kernel: 3, padding: 1) }
        // More than one block of tiles for each thread.
        try Self.check([2, 20, 45, 50], set) { $0.conv("conv", 50, kernel: 3, padding: 1) }
    }

    @Test(arguments: Kernels.available, OperationTests.activations)
    func activations(set: Kernels, activation: Activation) throws {
        try Self.check([2, 17, 9, 6], set, threads: [1, 4]) {
            $0.conv("conv", 37, kernel: 3, padding: 1).batchNorm("bn").activation(activation)
        }
    }

    @Test(arguments: Kernels.available)
    func residuals(set: Kernels) throws {
        try Self.check([2, 18, 7, 5], set) { x in (x + x.conv("c", 18, kernel: 3, padding: 1)).relu() }
        try Self.check([2, 18, 6, 9], set) { x in x.conv("c", 18, kernel: 3, padding: 1).relu() + x }
        try Self.check([1, 33, 7, 7], set) { x in (x.conv("c", 33, kernel: 3, padding: 1).relu() + x).hardSwish() }
        try Self.check([1, 48, 13, 8], set) { x in (x.conv("c", 48, kernel: 3, padding: 1) + x).silu() }
    }

    /// A result that is part of a concatenation, and an input that is a slice: pixels are further apart than their
    /// channels.
    @Test(arguments: Kernels.available)
    func views(set: Kernels) throws {
        try Self.check([1, 20, 10, 7], set) { x in
            let y = x.conv("a", 40, kernel: 1).relu()
            return concatenate(
                y.conv("b", 21, kernel: 1), y.conv("c", 19, kernel: 3, padding: 1).relu(), y.slice(5..<30)
            ).conv("d", 9, kernel: 3)
        }
    }

    /// Strides, dilations, groups, other kernels and interleaved results stay with the direct convolution.
    @Test(arguments: Kernels.available)
    func whatDoesNotApply(set: Kernels) throws {
        try Self.check([1, 12, 13, 11], set) { x in
            x.conv("a", 20, kernel: 3, stride: 2, padding: 1).conv("b", 20, kernel: 3, padding: 2, dilation: 2)
                .conv("c", 20, kernel: 3, padding: 1, groups: 4).conv("d", 16, kernel: 5, padding: 2)
                .conv("e", 16, kernel: Size(3, 1), padding: 1)
        }
        try Self.check([1, 12, 6, 7], set) { x in
            concatenate(x, x.conv("a", 12, kernel: 3, padding: 1).relu()).channelShuffle(groups: 2)
        }
    }

    /// The engine's own choice: Winograd's algorithm for SqueezeNet's larger layers, but not for a picture's three
    /// channels, nor for maps with so few tiles that the weights take most of the time.
    @Test func choice() throws {
        func label(_ inputs: Int, _ outputs: Int, _ extent: Int) throws -> String {
            let graph = try Graph.build("choice", input: [1, inputs, extent, extent]) {
                $0.conv("conv", outputs, kernel: 3, padding: 1)
            }
            let program = try Program(
                graph, weights: OracleRule.weights(for: graph, exponents: [:], salt: ""),
                configuration: .init(tuning: TuningTable()))
            return try #require(program.stepSources.last).label
        }
        for (inputs, outputs, extent) in [(16, 64, 55), (64, 256, 13), (256, 256, 14), (64, 64, 112)] {
            #expect(try label(inputs, outputs, extent) == "3×3 convolution by Winograd")
        }
        for (inputs, outputs, extent) in [(3, 64, 224), (512, 512, 7), (256, 256, 4)] {
            #expect(try label(inputs, outputs, extent) == "3×3 convolution")
        }
    }
}
