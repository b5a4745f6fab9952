import ReferenceExecutor
import SwiftletEngine
import SwiftletGraphs
import SwiftletTensors
import Testing

/// A generated sweep of convolutions against the reference executor, with every instruction set of the machine.
@Suite struct ConvolutionSweepTests {
    /// One convolution of the sweep.
    struct Case: CustomStringConvertible {
        var batch = 1
        var inputs: Int
        var outputs: Int
        var size: Size
        var window: Window
        var groups = 1
        var bias = true

        var description: String {
            "\(batch)×\(inputs)×\(size) → \(outputs), kernel \(window.kernel), stride \(window.stride), "
                + "dilation \(window.dilation), padding \(window.padding), \(groups) groups"
        }

        func graph() throws -> Graph {
            try Graph.build("sweep", input: [batch, inputs, size.height, size.width]) { x in
                x.conv(
                    "conv", outputs, kernel: window.kernel, stride: window.stride, padding: window.padding,
                    dilation: window.dilation, groups: groups, bias: bias)
            }
        }
    }

    private static func check(_ cases: [Case], _ set: Kernels) throws {
        var checked = 0
        for (index, item) in cases.enumerated() {
            // The builder's tests cover windows that do not fit.
            guard let graph = try? item.graph() else { continue }
            let error = try Comparison.worstError(graph, set, threads: 1 + index % 4)
            #expect(error <= set.tolerance(1e-4), "\(item), \(1 + index % 4) threads: off by \(error)")
            checked += 1
        }
        #expect(checked * 2 > cases.count, "only \(checked) of \(cases.count) cases are possible")
    }

    private static func padding(_ kind: Int, _ kernel: Size, _ random: inout SplitMix64) -> Padding {
        switch kind % 4 {
        case 0: .none
        case 1: .symmetric(kernel.height / 2, kernel.width / 2)
        case 2: .same
        default:
            .explicit(
                top: .random(in: 0...kernel.height, using: &random),
                left: .random(in: 0...kernel.width, using: &random),
                bottom: .random(in: 0...kernel.height, using: &random),
                right: .random(in: 0...kernel.width, using: &random))
        }
    }

    @Test(arguments: Kernels.available)
    func everyKernelSizeStrideAndDilation(set: Kernels) throws {
        var random = SplitMix64(state: 1)
        var cases: [Case] = []
        for kernel in 1...11 {
            for stride in 1...4 {
                for kind in 0..<4 {
                    let size = Size(kernel, kind == 3 ? max(1, kernel - 2) : kernel)
                    let dilation = kernel > 1 ? Int.random(in: 1...(kernel > 5 ? 2 : 3), using: &random) : 1
                    let reach = dilation * (kernel - 1) + 1
                    cases.append(
                        Case(
                            inputs: .random(in: 1...20, using: &random), outputs: .random(in: 1...40, using: &random),
                            size: Size(
                                .random(in: reach...reach + 9, using: &random),
                                .random(in: reach...reach + 14, using: &random)),
                            window: Window(
                                kernel: size, stride: Size(stride, 1 + (stride + kind) % 4),
                                padding: Self.padding(kind, size, &random), dilation: Size(dilation, dilation)),
                            bias: kind != 1))
                }
            }
        }
        try Self.check(cases, set)
    }

    @Test(arguments: Kernels.available)
    func everyChannelCount(set: Kernels) throws {
        var cases: [Case] = []
        for channels in 1...130 {
            cases.append(
                Case(
                    batch: 1 + channels % 2, inputs: channels, outputs: 131 - channels,
                    size: Size(3, 1 + channels % 11),
                    window: Window(kernel: 1)))
            cases.append(
                Case(
                    inputs: channels, outputs: channels, size: Size(1 + channels % 7, 1 + channels % 13),
                    window: Window(
                        kernel: channels % 3 == 0 ? 5 : 3, stride: Size(1 + channels % 2, 1 + channels % 2),
                        padding: channels % 5 == 0 ? .same : .symmetric(channels % 3 == 0 ? 2 : 1)),
                    groups: channels))
        }
        try Self.check(cases, set)
    }

    @Test(arguments: Kernels.available)
    func groups(set: Kernels) throws {
        var random = SplitMix64(state: 2)
        var cases: [Case] = []
        for groups in [2, 3, 4, 5, 8, 16, 32] {
            for kernel in [1, 3, 5] {
                for (inputs, outputs) in [(1, 1), (1, 3), (2, 1), (3, 7), (8, 17)] {
                    cases.append(
                        Case(
                            batch: .random(in: 1...3, using: &random), inputs: inputs * groups,
                            outputs: outputs * groups, size: Size(kernel + 3, kernel + 8),
                            window: Window(
                                kernel: Size(kernel, kernel), stride: Size(.random(in: 1...2, using: &random), 1),
                                padding: Self.padding(kernel + outputs, Size(kernel, kernel), &random)),
                            groups: groups))
                }
            }
        }
        try Self.check(cases, set)
    }

    @Test(arguments: Kernels.available)
    func depthwiseWindows(set: Kernels) throws {
        var random = SplitMix64(state: 3)
        var cases: [Case] = []
        for kernel in 1...7 {
            for stride in 1...3 {
                for dilation in 1...3 {
                    for kind in 0..<4 {
                        let channels = Int.random(in: 2...50, using: &random)
                        let size = Size(kernel, kernel)
                        cases.append(
                            Case(
                                batch: .random(in: 1...2, using: &random), inputs: channels, outputs: channels,
                                size: Size(
                                    .random(in: kernel * dilation...kernel * dilation + 6, using: &random),
                                    .random(in: kernel * dilation...kernel * dilation + 25, using: &random)),
                                window: Window(
                                    kernel: size, stride: Size(stride, stride),
                                    padding: Self.padding(kind, size, &random), dilation: Size(dilation, dilation)),
                                groups: channels))
                    }
                }
            }
        }
        try Self.check(cases, set)
    }

    @Test(arguments: Kernels.available)
    func oddMaps(set: Kernels) throws {
        var cases: [Case] = []
        for (height, width) in [(1, 1), (1, 57), (43, 1), (2, 3), (7, 7), (13, 29), (57, 43), (28, 55)] {
            for kernel in [1, 2, 3, 5] {
                for depthwise in [false, true] {
                    cases.append(
                        Case(
                            inputs: 19, outputs: depthwise ? 19 : 33, size: Size(height, width),
                            window: Window(
                                kernel: Size(kernel, kernel), stride: Size(1 + kernel % 2, 1), padding: .same),
                            groups: depthwise ? 19 : 1))
                }
            }
        }
        try Self.check(cases, set)
    }

    /// A pointwise convolution joined with a depthwise one, in blocks of channels and bands of rows.
    @Test(arguments: Kernels.available)
    func expandedDepthwise(set: Kernels) throws {
        var random = SplitMix64(state: 4)
        for index in 0..<120 {
            let kernel = 2 + index % 6
            let dilation = index % 5 == 0 ? 2 : 1
            let side = dilation * (kernel - 1) + 1
            let channels = Int.random(in: 2...150, using: &random)
            // Some maps are too large for one band.
            let size =
                index % 12 == 0
                ? Size(120, 90)
                : Size(.random(in: side...side + 20, using: &random), .random(in: side...side + 30, using: &random))
            let kernelSize = Size(kernel, index % 7 == 0 ? 3 : kernel)
            let stride = Size(.random(in: 1...3, using: &random), .random(in: 1...2, using: &random))
            let padding = Self.padding(index, kernelSize, &random)
            let activation: Activation = [.relu6, .hardSwish, .silu, .relu][index % 4]
            guard
                let graph = try? Graph.build(
                    "expanded", input: [1 + index % 3, 1 + index % 19, size.height, size.width],
                    { x in
                        x.conv("expand", channels, kernel: 1).batchNorm("bn").activation(activation)
                            .conv(
                                "depthwise", channels, kernel: kernelSize, stride: stride, padding: padding,
                                dilation: Size(dilation, dilation), groups: channels
                            )
                            .activation(activation).conv("project", 12, kernel: 1)
                    })
            else { continue }
            for fusion in [true, false] {
                let error = try Comparison.worstError(
                    graph, set, threads: 1 + index % 4, fusion: fusion)
                #expect(
                    error <= set.tolerance(1e-4),
                    "\(graph), \(1 + index % 4) threads, \(fusion ? "fused" : "unfused"): off by \(error)")
            }
        }
    }

    /// Inverted residuals and separable stems by rows, of any size, with maps of several bands.
    @Test(arguments: Kernels.available)
    func invertedResiduals(set: Kernels) throws {
        var random = SplitMix64(state: 5)
        var fused = 0
        for index in 0..<100 {
            let kernel = [3, 5, 2, 7][index % 4]
            let stride = 1 + index / 4 % 3
            let inputs = 1 + index % 19
            let channels = Int.random(in: 2...150, using: &random)
            let size = Size(.random(in: 7...40, using: &random), .random(in: 7...40, using: &random))
            let residual = stride == 1 && kernel != 2 && index % 2 == 0
            let activation: Activation = [.relu6, .hardSwish, .silu, .relu][index / 2 % 4]
            let stem = index % 5 == 0 && !residual
            let graph = try Graph.build("block", input: [1 + index % 3, inputs, size.height, size.width]) { x in
                let y = x.conv(
                    "expand", channels, kernel: stem ? 3 : 1, stride: stem ? 2 : 1, padding: stem ? 1 : 0
                )
                .batchNorm("bn").activation(activation)
                .conv(
                    "depthwise", channels, kernel: Size(kernel, kernel), stride: Size(stride, stride),
                    padding: .symmetric(kernel / 2), groups: channels
                )
                .activation(activation)
                .conv("project", residual ? inputs : .random(in: 1...45, using: &random), kernel: 1)
                return residual ? index % 4 == 0 ? (x + y).relu() : x + y : y.activation(activation)
            }
            let threads = 1 + index % 4
            let error = try Comparison.worstError(graph, set, threads: threads, fusesRows: true)
            #expect(error <= set.tolerance(1e-4), "case \(index): \(graph), \(threads) threads: off by \(error)")
            let program = try Program(
                graph, weights: OracleRule.weights(for: graph, exponents: [:], salt: ""),
                configuration: set.configuration(threads: 1), overrides: .init(fusesRows: true))
            fused += program.stepSources.contains { $0.label.contains("→ pointwise") } ? 1 : 0
        }
        #expect(fused == 100)
    }

    /// The units of ShuffleNet V2, whose last convolution stores the concatenated and shuffled map.
    @Test(arguments: Kernels.available)
    func shuffledUnits(set: Kernels) throws {
        for channels in [2, 3, 7, 8, 16, 17, 24, 29, 58, 116] {
            let graph = try Graph.build("unit", input: [1 + channels % 2, 2 * channels, 9, 11]) { x in
                func unit(_ x: Value, _ name: String) -> Value {
                    let y = x.slice(channels..<2 * channels).conv("\(name).1", channels, kernel: 1).relu()
                        .conv("\(name).2", channels, kernel: 3, padding: 1, groups: channels)
                        .conv("\(name).3", channels, kernel: 1).relu()
                    return concatenate(x.slice(0..<channels), y).channelShuffle(groups: 2)
                }
                return unit(unit(x, "a"), "b")
            }
            let threads = 1 + channels % 4
            let error = try Comparison.worstError(graph, set, threads: threads)
            #expect(error <= set.tolerance(1e-4), "\(channels) channels, \(threads) threads: off by \(error)")
            let program = try Program(
                graph, weights: OracleRule.weights(for: graph, exponents: [:], salt: ""),
                configuration: set.configuration(threads: 1))
            #expect(!program.stepSources.contains { $0.label == "channel shuffle" || $0.label == "concatenate" })
        }
    }

    /// Squeeze-and-excite before a projection. The projection scales its weights or, on small maps, reads the scaled
    /// map.
    @Test(arguments: Kernels.available)
    func scaledProjections(set: Kernels) throws {
        for index in 0..<40 {
            let channels = 1 + index * 7 % 90
            let outputs = 1 + index * 11 % 70
            let side = 3 + index % 8
            let graph = try Graph.build("scaled", input: [1 + index % 3, channels, side, side + index % 3]) { x in
                let scale = x.adaptiveAveragePool(1).conv("reduce", 1 + channels / 4, kernel: 1).relu()
                    .conv("expand", channels, kernel: 1).hardSigmoid()
                let y = (x * scale).conv("project", outputs, kernel: 1)
                return outputs == channels ? y + x : y.activation(index % 2 == 0 ? .silu : .relu6)
            }
            let threads = 1 + index % 4
            let error = try Comparison.worstError(graph, set, threads: threads)
            #expect(error <= set.tolerance(1e-4), "\(graph), \(threads) threads: off by \(error)")
            let labels = try Program(
                graph, weights: OracleRule.weights(for: graph, exponents: [:], salt: ""),
                configuration: set.configuration(threads: 1)
            ).stepSources.map(\.label)
            #expect(labels.contains { $0.hasPrefix("multiply") } == (side * (side + index % 3) <= outputs))
        }
    }
}
