import SwiftletGraphs
import SwiftletTensors

extension KernelCeilings {
    /// - Parameters:
    ///   - near: Bytes of the caches next to the cores.
    ///   - far: The stream from the next level, in GB/s.
    static func measure(
        _ probe: Probe, near: Int, far: Double, progress: (Double) -> Void
    ) throws(AnalysisError) -> KernelCeilings {
        let products = try matrixProducts(probe)
        progress(0.4)
        let dense = try dense3x3(probe)
        progress(0.6)
        let depthwise = try depthwise(probe)
        progress(0.8)
        let elementwise = try elementwise(probe)
        progress(0.9)
        var result = KernelCeilings(
            matrixProduct: products, dense3x3: dense, depthwise: depthwise, elementwise: elementwise, fusion: [:],
            farWeights: try farWeights(probe, near: near, far: far))
        result.fusion = try result.fusion(probe)
        progress(1)
        return result
    }

    /// Larger numbers of multiply-accumulates take too long for the grid.
    private static let largest = 40_000_000.0

    /// GFLOP/s of the convolution's step.
    private static func gigaflops(
        _ probe: Probe, _ input: Shape, _ body: @escaping (Value) -> Value
    ) throws(AnalysisError) -> Double? {
        guard let step = try probe.steps(input, body).first(where: { $0.macs > 0 }) else { return nil }
        return 2 * Double(step.macs) / (step.milliseconds * 1e6)
    }

    private static func table(
        _ axes: [[Double]], _ rate: (_ point: [Int]) throws(AnalysisError) -> Double?
    ) throws(AnalysisError) -> CeilingTable {
        do {
            return try CeilingTable(axes: axes) { point in try rate(point.map { Int($0) }) }
        } catch let error as AnalysisError {
            throw error
        } catch {
            throw AnalysisError(place: "roofline", reason: "\(error)")
        }
    }

    private static func matrixProducts(_ probe: Probe) throws(AnalysisError) -> CeilingTable {
        // Maps with sides 1, 7, 14, 28, 56, 112.
        try table([
            [8, 16, 32, 64, 128, 256, 512], [8, 16, 24, 32, 40, 48, 64, 128, 256], [1, 49, 196, 784, 3136, 12544],
        ]) {
            point throws(AnalysisError) in
            let (inputs, outputs, pixels) = (point[0], point[1], point[2])
            guard Double(inputs * outputs * pixels) <= largest else { return nil }
            let side = Int(Double(pixels).squareRoot())
            return try gigaflops(probe, [1, inputs, side, side]) { $0.conv("c", outputs, kernel: 1) }
        }
    }

    private static func dense3x3(_ probe: Probe) throws(AnalysisError) -> CeilingTable {
        try table([[8, 16, 32, 64, 192], [16, 32, 64, 256], [7, 14, 28, 56]]) { point throws(AnalysisError) in
            let (inputs, outputs, side) = (point[0], point[1], point[2])
            guard Double(9 * inputs * outputs * side * side) <= 2 * largest else { return nil }
            return try gigaflops(probe, [1, inputs, side, side]) { $0.conv("c", outputs, kernel: 3, padding: 1) }
        }
    }

    private static func depthwise(_ probe: Probe) throws(AnalysisError) -> [String: CeilingTable] {
        var tables: [String: CeilingTable] = [:]
        for kernel in [3, 5] {
            for stride in [1, 2] {
                tables["\(kernel)/\(stride)"] = try table([[8, 16, 24, 32, 48, 64, 240, 672], [7, 14, 28, 56, 112]]) {
                    point throws(AnalysisError) in
                    let (channels, side) = (point[0], point[1])
                    guard channels * side * side <= 800_000 else { return nil }
                    return try gigaflops(probe, [1, channels, side * stride, side * stride]) {
                        $0.conv(
                            "c", channels, kernel: Size(square: kernel), stride: Size(square: stride),
                            padding: .symmetric(kernel / 2), groups: channels)
                    }
                }
            }
        }
        return tables
    }

    private static func elementwise(_ probe: Probe) throws(AnalysisError) -> [String: CeilingTable] {
        let operations: [(Value) -> Value] = [
            { $0.relu() }, { $0.relu6() }, { $0.hardSwish() }, { $0.hardSigmoid() }, { $0.sigmoid() }, { $0.silu() },
            { $0.activation(.gelu) }, { $0.activation(.tanh) }, { $0.prelu("p") },
            { $0.maxPool(3, stride: 2, padding: 1) }, { $0.averagePool(3, stride: 2, padding: 1) },
            { $0.globalAveragePool() }, { $0.adaptiveAveragePool(6) }, { $0 * $0.globalAveragePool() },
            { $0.relu() + $0 }, { concatenate($0, $0) }, { $0.channelShuffle(groups: 4) },
            { $0.pad(ResolvedPadding(top: 1, left: 1, bottom: 1, right: 1)) }, { $0.flatten() },
            { $0.layerNorm2d("n") }, { $0.localResponseNormalization(size: 5, k: 1) }, { $0.softmax() },
            { $0.resize(like: $0.maxPool(2), .bilinear) },
        ]
        var tables: [String: CeilingTable] = [:]
        for operation in operations {
            var slug = ""
            // Maps of 96 channels with sides 3, 7, 14, 28, 56, identified by their number of pixels.
            let sides = [7, 14, 28, 56]
            var rates: [(elements: Double, rate: Double)] = []
            for side in sides {
                // The last step is the operation. Earlier steps prepare its inputs.
                guard let step = try probe.steps([1, 96, side, side], operation).last, let layer = step.layers.last
                else {
                    continue
                }
                slug = layer.slug
                let elements = elements(of: layer)
                rates.append((elements, elements / (step.milliseconds * 1e6)))
            }
            // An elided operation does not have a step.
            guard !rates.isEmpty, Set(rates.map(\.elements)).count == rates.count else { continue }
            tables[slug] = CeilingTable(axes: [rates.map(\.elements)]) { point in
                rates.first { $0.elements == point[0] }?.rate
            }
        }
        return tables
    }

    /// Chains of products: first few, whose weights stay near, then many, whose weights do not.
    private static func farWeights(_ probe: Probe, near: Int, far: Double) throws(AnalysisError) -> CeilingTable {
        let (narrow, wide) = (128, 256)
        let bytes = narrow * wide * MemoryLayout<Float>.size
        let many = max(32, min(8 * near, 64 << 20) / bytes)
        func milliseconds(_ pixels: Int, products: Int) throws(AnalysisError) -> Double {
            let side = Int(Double(pixels).squareRoot())
            let steps = try probe.steps([1, narrow, side, side]) { x in
                (0..<products).reduce(x) { x, i in x.conv("\(i)", i % 2 == 0 ? wide : narrow, kernel: 1) }
            }
            let times = steps.map(\.milliseconds).sorted()
            return times.isEmpty ? 0 : times[times.count / 2]
        }
        return try table([[1, 49, 196]]) { point throws(AnalysisError) in
            let added = try milliseconds(point[0], products: many) - milliseconds(point[0], products: 2)
            return min(4, max(0.01, added / (Double(bytes) / (far * 1e6))))
        }
    }

    /// Blocks of an expansion, a depthwise convolution and a projection, compared with their parts.
    private func fusion(_ probe: Probe) throws(AnalysisError) -> [String: CeilingTable] {
        var shares: [String: [(side: Double, share: Double)]] = [:]
        for kernel in [3, 5] {
            for stride in [1, 2] {
                // Typical of networks: the side of the output, and the channels before the expansion.
                let maps = [(7, 160), (14, 80), (28, 40)] + (stride == 1 ? [(56, 24), (112, 16)] : [(56, 16)])
                for (side, channels) in maps {
                    let steps = try probe.steps([1, channels, side * stride, side * stride]) { x in
                        x.conv("expand", 6 * channels, kernel: 1).relu6()
                            .conv(
                                "depthwise", 6 * channels, kernel: Size(square: kernel), stride: Size(square: stride),
                                padding: .symmetric(kernel / 2), groups: 6 * channels
                            ).relu6().conv("project", channels, kernel: 1)
                    }
                    for step in steps {
                        let convolutions = step.layers.filter { $0.macs > 0 }
                        guard convolutions.count > 1, let key = Self.fusionKey(convolutions) else { continue }
                        let apart = convolutions.map { milliseconds($0) }.reduce(0, +)
                        shares[key, default: []].append((Double(side), step.milliseconds / apart))
                    }
                }
            }
        }
        return shares.mapValues { points in
            CeilingTable(axes: [points.map(\.side)]) { point in points.first { $0.side == point[0] }?.share }
        }
    }
}
