import ReferenceExecutor
import SwiftletEngine
import SwiftletGraphs
import SwiftletTensors
import Testing

/// Every operation of the IR, and every fusion, against the reference executor.
@Suite struct OperationTests {
    private static func check(
        _ input: Shape, _ set: Kernels, tolerance: Double = 1e-4, _ body: (Value) -> Value
    ) throws {
        let graph = try Graph.build("operation", input: input) { body($0) }
        for threads in 1...4 {
            for fusion in [true, false] {
                let error = try Comparison.worstError(graph, set, threads: threads, fusion: fusion)
                #expect(
                    error <= set.tolerance(tolerance),
                    "\(graph), \(threads) threads, \(fusion ? "fused" : "unfused"): off by \(error)")
            }
        }
    }

    static let activations: [Activation] = [
        .relu, .relu6, .hardSigmoid, .hardSwish, .sigmoid, .silu, .gelu, .tanh, .leakyReLU(slope: 0.1),
    ]

    @Test(arguments: Kernels.available, activations)
    func activation(set: Kernels, activation: Activation) throws {
        for channels in [1, 5, 16, 37] {
            try Self.check([2, channels, 5, 7], set) { $0.activation(activation) }
            try Self.check([1, channels, 5, 9], set) {
                $0.conv("a", 21, kernel: 3, padding: 1).activation(activation).conv("b", 40, kernel: 1)
                    .activation(activation)
            }
            try Self.check([1, channels, 9, 5], set) {
                $0.conv("a", channels, kernel: 3, padding: 1, groups: channels).activation(activation)
            }
        }
    }

    @Test(arguments: Kernels.available)
    func parametricReLU(set: Kernels) throws {
        for channels in [1, 5, 16, 37] { try Self.check([2, channels, 3, 4], set) { $0.prelu("act") } }
    }

    @Test(arguments: Kernels.available)
    func batchNormalization(set: Kernels) throws {
        try Self.check([2, 19, 6, 5], set) { $0.batchNorm("bn") }
        try Self.check([2, 19, 6, 5], set) { $0.conv("c", 33, kernel: 3).batchNorm("bn", epsilon: 1e-3).relu6() }
        try Self.check([2, 19, 6, 5], set) { $0.conv("c", 19, kernel: 3, groups: 19).batchNorm("a").batchNorm("b") }
        // A convolution with two readers keeps its own result.
        try Self.check([1, 8, 6, 5], set) { x in
            let y = x.conv("c", 8, kernel: 1)
            return y.batchNorm("bn") + y
        }
    }

    @Test(arguments: Kernels.available)
    func residuals(set: Kernels) throws {
        try Self.check([2, 18, 7, 5], set) { x in x.conv("c", 18, kernel: 1).batchNorm("bn") + x }
        try Self.check([2, 18, 7, 5], set) { x in (x + x.conv("c", 18, kernel: 3, padding: 1)).relu() }
        try Self.check([2, 18, 7, 5], set) { x in x.conv("c", 18, kernel: 3, padding: 1).relu() + x }
        try Self.check([2, 18, 7, 5], set) { x in (x.conv("c", 18, kernel: 3, padding: 1).relu() + x).hardSwish() }
        try Self.check([2, 18, 7, 5], set) { x in (x.conv("c", 18, kernel: 3, padding: 1) + x).silu() }
        // Both terms are convolutions, one computed before the other.
        try Self.check([1, 18, 7, 5], set) { x in (x.conv("a", 20, kernel: 1) + x.conv("b", 20, kernel: 1)).relu() }
        // The term is read again later, and is an output.
        try Self.check([1, 18, 7, 5], set) { x in
            let y = x.conv("a", 18, kernel: 1).output("inner")
            return (y + x) * y
        }
        try Self.check([1, 18, 7, 5], set) { x in
            let y = x.conv("a", 18, kernel: 1)
            return y + y
        }
    }

    @Test(arguments: Kernels.available)
    func sumsAndProducts(set: Kernels) throws {
        try Self.check([2, 21, 5, 6], set) { x in x * x.globalAveragePool().conv("s", 21, kernel: 1).sigmoid() }
        try Self.check([2, 21, 5, 6], set) { x in (x.maxPool(3, stride: 1, padding: 1) + x).relu6() }
        try Self.check([2, 21, 5, 6], set) { x in x * x.conv("s", 1, kernel: 1) }
        try Self.check([2, 21, 5, 6], set) { x in x.averagePool(Size(5, 1)) + x }
        try Self.check([2, 21, 5, 6], set) { x in x.averagePool(Size(1, 6)) * x }
    }

    @Test(arguments: Kernels.available)
    func pooling(set: Kernels) throws {
        for size in [Size(7, 7), Size(8, 11), Size(13, 6)] {
            for kernel in [2, 3, 5] {
                for stride in 1...3 {
                    for ceil in [false, true] {
                        let shape: Shape = [2, 18, size.height, size.width]
                        let kernel = Size(kernel, kernel)
                        let stride = Size(stride, stride)
                        try Self.check(shape, set) {
                            $0.maxPool(kernel, stride: stride, padding: 1, ceilMode: ceil)
                        }
                        for counts in [false, true] {
                            try Self.check(shape, set) {
                                $0.averagePool(
                                    kernel, stride: stride, padding: 1, ceilMode: ceil, countsPadding: counts)
                            }
                        }
                    }
                }
            }
        }
        try Self.check([2, 33, 7, 9], set) { $0.globalAveragePool() }
        try Self.check([2, 33, 7, 9], set) { $0.adaptiveAveragePool(Size(3, 4)) }
        try Self.check([1, 5, 3, 2], set) { $0.adaptiveAveragePool(Size(6, 6)) }
        try Self.check([1, 5, 9, 9], set) { $0.maxPool(3, stride: 2, padding: .same) }
        try Self.check([1, 5, 8, 9], set) { $0.maxPool(3, stride: 2, padding: .sameLower) }
        try Self.check([1, 5, 8, 9], set) { $0.conv("c", 7, kernel: 3, stride: 2, padding: .sameLower) }
        try Self.check([1, 5, 8, 9], set) { $0.conv("c", 5, kernel: 3, stride: 2, padding: .sameLower, groups: 5) }
        try Self.check([2, 33, 7, 9], set) { $0.globalMaxPool() }
        try Self.check([2, 5, 7, 9], set) { $0.adaptiveMaxPool(Size(3, 4)) }
        // Kernels larger than the map. Rounding up leaves one window.
        for counts in [false, true] {
            try Self.check([2, 18, 2, 3], set) {
                $0.averagePool(Size(3, 5), stride: Size(2, 4), ceilMode: true, countsPadding: counts)
            }
        }
        try Self.check([2, 18, 2, 3], set) { $0.maxPool(Size(3, 5), stride: Size(2, 4), ceilMode: true) }
    }

    /// Batch norms, slopes, slices and concatenations of vectors.
    @Test(arguments: Kernels.available)
    func rows(set: Kernels) throws {
        try Self.check([2, 5, 3, 4], set) { x in
            let rows = x.flatten().batchNorm("n").prelu("p")
            return concatenate(rows.slice(7..<31), x.globalMaxPool().flatten(), rows).batchNorm("m").linear("l", 9)
        }
    }

    @Test(arguments: Kernels.available)
    func concatenationAndSlices(set: Kernels) throws {
        // Parts in place, at offsets that are not a multiple of a vector.
        try Self.check([2, 7, 5, 6], set) { x in
            concatenate(x.conv("a", 5, kernel: 1), x.conv("b", 19, kernel: 3, padding: 1).relu(), x)
        }
        // One value in two concatenations, and twice in one.
        try Self.check([1, 7, 5, 6], set) { x in
            let a = x.conv("a", 9, kernel: 1)
            let b = concatenate(a, x.conv("b", 3, kernel: 1))
            return concatenate(b, a, a).conv("c", 11, kernel: 1)
        }
        // ShuffleNet V2's unit: half of the channels pass, the other half is convolved.
        try Self.check([1, 24, 5, 6], set) { x in
            let left = x.slice(0..<12)
            let right = x.slice(12..<24).conv("a", 12, kernel: 1).relu()
                .conv("b", 12, kernel: 3, padding: 1, groups: 12).conv("c", 12, kernel: 1).relu()
            return concatenate(left, right).channelShuffle(groups: 2)
        }
        // A slice of a concatenation of slices, and a slice as the output.
        try Self.check([2, 10, 3, 4], set) { x in
            let y = concatenate(x.slice(5..<10), x.slice(0..<5).relu()).slice(3..<8)
            return y.output("middle").slice(1..<3)
        }
        try Self.check([2, 12, 3, 4], set) { $0.channelShuffle(groups: 3) }
    }

    @Test(arguments: Kernels.available)
    func classifiers(set: Kernels) throws {
        try Self.check([3, 20, 5, 4], set) { $0.globalAveragePool().flatten().dropout(0.2).linear("fc", 33) }
        try Self.check([3, 20, 5, 4], set) { $0.flatten().linear("a", 50).relu().dropout(0.5).linear("b", 7) }
        try Self.check([3, 20, 5, 4], set) { $0.flatten().output("flat").linear("a", 50).softmax() }
        try Self.check([3, 20, 5, 4], set) { $0.softmax() }
    }

    @Test(arguments: Kernels.available)
    func theOthers(set: Kernels) throws {
        try Self.check([2, 19, 5, 4], set) { $0.localResponseNormalization(size: 5, alpha: 0.1, k: 1) }
        try Self.check([2, 3, 5, 4], set) { $0.localResponseNormalization(size: 4, alpha: 0.1, k: 2) }
        try Self.check([2, 9, 8, 12], set) { x in x.averagePool(2).conv("g", 9, kernel: 1).sigmoid().resize(like: x) * x
        }
        try Self.check([2, 9, 7, 5], set) { x in x.averagePool(3, stride: 2).resize(like: x, .bilinear) }
        try Self.check([2, 9, 7, 5], set) { $0.pad(ResolvedPadding(top: 1, left: 0, bottom: 2, right: 3)).relu() }
        try Self.check([2, 9, 7, 5], set) { $0.pad(ResolvedPadding(top: -1, left: -2, bottom: 2, right: -1)).relu() }
        try Self.check([2, 16, 7, 5], set) {
            $0.relu().pad(ResolvedPadding(top: 2, left: 0, bottom: -3, right: -1)).conv("c", 5, kernel: 3, padding: 1)
        }
        try Self.check([1, 3, 9, 9], set) {
            $0.pad(ResolvedPadding(top: -1, left: -1, bottom: 0, right: 0)).conv("c", 8, kernel: 3, stride: 2)
        }
        for (kernel, stride, padding, groups) in [(2, 2, 0, 1), (3, 2, 1, 1), (4, 2, 1, 3), (3, 1, 2, 3), (2, 3, 0, 1)]
        {
            try Self.check([2, 6, 4, 5], set) {
                $0.transposedConv(
                    "up", 9, kernel: Size(kernel, kernel), stride: Size(stride, stride), padding: .symmetric(padding),
                    outputPadding: stride > 1 ? 1 : 0, groups: groups, bias: groups == 1
                ).batchNorm("bn").relu()
            }
        }
    }
}
