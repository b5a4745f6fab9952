import Foundation
import Swiftlet
import Testing

@Suite struct LatencyTests {
    /// A machine in which every number is one of these.
    static func roofline(
        gigaflops: Double = 100, stream: Double = 50, overhead: Double = 0.001,
        change: (inout String) -> Void = { _ in }
    ) throws -> Roofline {
        let machine = String(decoding: try JSONEncoder().encode(Machine.current), as: UTF8.self)
        let levels = Machine.current.caches.indices.map { "L\($0 + 1)" } + ["DRAM"]
        let bandwidths = levels.enumerated().map { i, level in
            #"{"level":"\#(level)","bytes":\#(1000 << (5 * i)),"read":\#(stream),"copy":\#(stream)}"#
        }.joined(separator: ",")
        func table(_ axes: Int, _ rate: Double) -> String {
            #"{"axes":[\#([String](repeating: "[8]", count: axes).joined(separator: ","))],"rates":[\#(rate)]}"#
        }
        var text = """
            {"version":\(Roofline.currentVersion),"machine":\(machine),"instructionSet":"\(InstructionSet.best.rawValue)","threads":[
            {"threads":1,"peakGigaflops":\(gigaflops),"bandwidths":[\(bandwidths)],"stepMilliseconds":\(overhead),
            "kernels":{"matrixProduct":\(table(3, gigaflops)),"dense3x3":\(table(3, gigaflops)),
            "depthwise":{"3/1":\(table(2, gigaflops / 2))},"elementwise":{"relu":\(table(1, 10))},
            "fusion":{"pointwise+depthwise/3/1":\(table(1, 0.5))},"farWeights":\(table(1, 0.5))}}]}
            """
        change(&text)
        return try JSONDecoder().decode(Roofline.self, from: Data(text.utf8))
    }

    @Test func timesAddUp() throws {
        let graph = try Catalogue.entry("mobilenet_v2").graph(NetworkOptions(height: 64, width: 64))
        let latency = try Latency(of: graph, roofline: Self.roofline(), threads: 1, seconds: 0.05)
        #expect(latency.layers.count == graph.nodes.count)
        func sum(_ values: [Double]) -> Double { values.reduce(0, +) }
        let measured = sum(latency.layers.map(\.measuredMilliseconds))
        let predicted = sum(latency.layers.map(\.predictedMilliseconds))
        #expect(measured > 0 && abs(measured - latency.measuredMilliseconds) < 1e-6 * measured)
        #expect(predicted > 0 && abs(predicted - latency.predictedMilliseconds) < 1e-6 * predicted)
        // Every convolution runs somewhere, and nothing else has its multiply-accumulates.
        #expect(latency.steps.reduce(0) { $0 + $1.macs } == latency.complexity.macs)
        for (layer, timing) in zip(latency.complexity.layers, latency.layers) where layer.macs > 0 {
            #expect(timing.measuredMilliseconds > 0 && timing.predictedMilliseconds > 0 && timing.bound != nil)
        }
        #expect(
            zip(latency.complexity.layers, latency.layers).contains { $0.kind == .depthwise && $1.isShared })
        try readsBackWhatItWrote(latency)
    }

    /// And refuses timings of layers that there are not.
    private func readsBackWhatItWrote(_ latency: Latency) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let written = try encoder.encode(latency)
        let read = try JSONDecoder().decode(Latency.self, from: written)
        #expect(try encoder.encode(read) == written && read.layers == latency.layers && read.steps == latency.steps)
        #expect(!"\(latency)".contains("\n") && "\(latency)".hasPrefix("mobilenet_v2, 1×3×64×64: "))
        var object = try #require(JSONSerialization.jsonObject(with: written) as? [String: Any])
        var steps = try #require(object["steps"] as? [[String: Any]])
        steps[0]["layers"] = [100_000]
        object["steps"] = steps
        let wrong = try JSONSerialization.data(withJSONObject: object)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Latency.self, from: wrong) }
        object["steps"] = [Any]()
        object["layers"] = [Any]()
        let short = try JSONSerialization.data(withJSONObject: object)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Latency.self, from: short) }
    }

    /// One pointwise convolution: 2 · 64 · 64 · 784 operations.
    @Test func predictionByHand() throws {
        let graph = try Graph.build("one", input: [1, 64, 28, 28]) { $0.conv("c", 64, kernel: 1) }
        func predict(_ roofline: Roofline) throws -> Latency.StepTiming {
            try #require(Latency(of: graph, roofline: roofline, threads: 1, seconds: 0.001).steps.first)
        }
        let work = 2.0 * 64 * 64 * 784 / 100e6
        let computing = try predict(Self.roofline())
        #expect(abs(computing.predictedMilliseconds - work - 0.001) < 1e-9 && computing.bound == .compute)
        let moving = try predict(Self.roofline(stream: 0.5))
        #expect(moving.bound == .memory("L2") && moving.predictedMilliseconds > 0.7)
        #expect(try predict(Self.roofline(overhead: 1)).bound == .overhead)
    }

    @Test func aRooflineWithoutTheThreadsIsAnError() throws {
        let graph = try Graph.build("one", input: [1, 4, 8, 8]) { $0.relu() }
        #expect(throws: AnalysisError.self) { try Latency(of: graph, roofline: Self.roofline(), threads: 2) }
    }

    @Test(arguments: [
        ("\"version\":\(Roofline.currentVersion)", "\"version\":\(Roofline.currentVersion + 1)"),
        ("\"stepMilliseconds\":0.001", "\"stepMilliseconds\":-1"),
        ("\"peakGigaflops\":100.0", "\"peakGigaflops\":1e300"), ("\"rates\":[100.0]", "\"rates\":[]"),
        ("\"rates\":[100.0]", "\"rates\":[-5]"), ("\"axes\":[[8],[8],[8]]", "\"axes\":[[8],[8,4],[8]]"),
        ("\"axes\":[[8],[8],[8]]", "\"axes\":[]"), ("\"relu\"", "\"none\""), ("\"3/1\"", "\"9/9\""),
        ("\"threads\":1", "\"threads\":-7"), ("\"level\":\"DRAM\"", "\"level\":\"DRAM\",\"read\":0,\"x\":1"),
    ])
    func whatAFileMayHoldIsChecked(_ old: String, _ new: String) throws {
        #expect(try Self.roofline().isPlausible(for: .current, .best))
        let changed = try Self.roofline { text in
            #expect(text.contains(old))
            text.replace(old, with: new)
        }
        #expect(!changed.isPlausible(for: .current, .best))
    }

    @Test func anotherMachinesRooflineIsNotTaken() throws {
        var other = Machine.current
        other.processor += "x"
        #expect(try !Self.roofline().isPlausible(for: other, .best))
        #expect(Machine.current.caches.count >= 2 && Machine.current.caches == Machine.current.caches.sorted())
    }

    /// The contract, on a machine that does nothing else: the predicted total within a quarter of the measured one.
    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["SWIFTLET_TIMING_TESTS"] == "1",
            "needs an idle machine: SWIFTLET_TIMING_TESTS=1"))
    func predictionsHold() throws {
        let roofline = try Roofline.measure(threads: [1], instructionSet: .best)
        for name in [
            "squeezenet1_0", "squeezenet1_1", "mobilenetv1_100", "mobilenet_v2", "mobilenet_v3_large",
            "mobilenet_v3_small", "mnasnet1_0", "shufflenet_v2_x0_5", "shufflenet_v2_x1_0", "efficientnet_b0",
            "tf_efficientnet_lite0", "fbnetc_100", "ghostnet_100", "mobilenetv4_conv_small",
        ] {
            let latency = try Latency(of: Catalogue.entry(name).graph(), roofline: roofline, threads: 1)
            let ratio = latency.predictedMilliseconds / latency.measuredMilliseconds
            #expect((0.75...1.25).contains(ratio), "\(name): \(ratio)")
        }
    }
}

@Suite struct CeilingTableTests {
    static func table(_ axes: [[Double]], _ rates: [Double]) throws -> CeilingTable {
        struct Contents: Encodable {
            let axes: [[Double]]
            let rates: [Double]
        }
        return try JSONDecoder().decode(
            CeilingTable.self, from: JSONEncoder().encode(Contents(axes: axes, rates: rates)))
    }

    @Test func interpolatesLogarithms() throws {
        let line = try Self.table([[1, 16]], [10, 1000])
        #expect(line.rate(at: [1]) == 10.0 || abs(line.rate(at: [1]) - 10) < 1e-9)
        #expect(abs(line.rate(at: [4]) - 100) < 1e-9)
        // Beyond the grid, its edge.
        #expect(abs(line.rate(at: [0.5]) - 10) < 1e-9 && abs(line.rate(at: [1e6]) - 1000) < 1e-9)
        let plane = try Self.table([[1, 4], [1, 4]], [1, 4, 16, 64])
        #expect(abs(plane.rate(at: [4, 1]) - 16) < 1e-9 && abs(plane.rate(at: [2, 2]) - 8) < 1e-9)
    }
}
