import ReferenceExecutor
import SwiftletEngine
import SwiftletGraphs
import SwiftletTensors
import Testing

/// The table of measured choices as text, and the tuner that fills it.
@Suite(.serialized) struct TuningTests {
    private static let header = "swiftlet tuning \(TuningTable.version)\nAuthenticAMD family 26 model 2\n"
    private static let lines = [
        "avx512 t1 convolution 1x32x56x56 > 64x56x56 k1x1 s1x1 d1x1 g1: "
            + "tile-rows=8 panels=2 tile-parts=1 (31.4 us, default 33.9 us)",
        "avx2 t4 convolution 2x64x15x15 > 100x7x7 k3x3 s2x2 d1x1 g2: default (5.0 us, default 5.0 us)",
        "avx512 t2 depthwise 1x32x14x14 > 32x7x7 k3x3 s2x2 d1x1 g32: channels=16 (1.0 us, default 1.2 us)",
        "baseline t1 pointwise+depthwise 1x16x14x14 > 96x14x14 k3x3 s1x1 d1x1 g96: "
            + "channels=32 rows=7 tile-rows=4 (10.0 us, default 12.5 us)",
        "avx512 t1 pointwise+depthwise 1x16x14x14 > 96x14x14 k3x3 s1x1 d1x1 g96: separate (8.0 us, default 9.0 us)",
    ]

    @Test func textIsReadAsItWasWritten() throws {
        let text = Self.header + Self.lines.sorted().joined(separator: "\n") + "\n"
        let table = try TuningTable(text, source: "test")
        #expect(table.count == Self.lines.count)
        #expect(table.processor == Processor(vendor: "AuthenticAMD", family: 26, model: 2))
        #expect("\(table)" == text)
        #expect(try TuningTable("\(table)", source: "again") == table)
        // Comments, empty lines and the order do not matter.
        let other = "# a table\n\n" + Self.header + Self.lines.reversed().joined(separator: "\n\n# more\n")
        #expect(try TuningTable(other, source: "test") == table)
    }

    @Test func theNewerOfTwoTablesCounts() throws {
        let old = try TuningTable(Self.header + Self.lines[..<3].joined(separator: "\n"), source: "old")
        let changed = Self.lines[2].replacing("channels=16", with: "channels=32")
        let new = try TuningTable(Self.header + changed + "\n" + Self.lines[4], source: "new")
        let merged = old.merging(new)
        #expect(merged.count == 4)
        #expect("\(merged)".contains(changed) && !"\(merged)".contains(Self.lines[2]))
    }

    /// Errors give the line and the reason.
    @Test(arguments: [
        ("", "test: is empty"),
        ("# nothing\n\n", "test: is empty"),
        ("swiftlet tuning\n", "test:1: is not 'swiftlet tuning' and a version"),
        ("swiftlet tuning 99999999999999999999\n", "test:1: is not 'swiftlet tuning' and a version"),
        ("swiftlet tuning 0\n", "test:1: was measured with kernels of version 0"),
        ("swiftlet tuning \(TuningTable.version)\n", "test: does not name a processor"),
        ("swiftlet tuning \(TuningTable.version)\nthe fast one\n", "test:2: is not a processor's"),
    ])
    func badHeadersAreRefused(text: String, reason: String) {
        #expect(Self.message(text).hasPrefix(reason), "\(text): \(Self.message(text))")
    }

    @Test(arguments: [
        ("tile-rows=8", "tile-rows=13", "tile-rows=13 is not in 1…12"),
        ("tile-rows=8", "tile-rows=0", "must have a choice"),
        ("tile-rows=8", "tile-rows=-8", "must have a choice"),
        ("tile-rows=8", "tile-rows=99999999999999999999999", "must have a choice"),
        ("panels=2", "panels=3", "panels=3 is not in 1…2"),
        ("tile-parts=1", "tile-parts=2", "tile-parts=2 is not in 1…1"),
        ("tile-rows=8 panels=2 tile-parts=1", "separate", "must have a choice"),
        ("tile-rows=8 panels=2 tile-parts=1", "channels=32", "must have a choice"),
        (" (31.4 us, default 33.9 us)", "", "must have a choice"),
        ("31.4", "nan", "must have a choice"),
        ("33.9 us)", "33.9 us) and more", "must have a choice"),
        ("avx512", "avx1024", "does not name a layer"),
        ("t1 ", "t0 ", "does not name a layer"),
        ("t1 ", "t1025 ", "does not name a layer"),
        ("convolution", "revolution", "does not name a layer"),
        ("1x32x56x56", "1x32x56", "does not name a layer"),
        ("1x32x56x56", "1x32x56x99999999", "does not name a layer"),
        ("g1:", "g3:", "does not name a layer"),
        ("g1:", "g0:", "does not name a layer"),
        ("convolution", "depthwise", "does not name a layer"),
        ("tile-rows=8 panels=2 tile-parts=1", "winograd", "'winograd' is for dense convolutions"),
    ])
    func badLinesAreRefused(part: String, other: String, reason: String) {
        let line = Self.lines[0].replacing(part, with: other, maxReplacements: 1)
        #expect(line != Self.lines[0])
        let message = Self.message(Self.header + "\n" + line)
        #expect(message.hasPrefix("test:4: ") && message.contains(reason), "\(line): \(message)")
    }

    @Test func choicesThatLayersLackAreRefused() {
        func message(_ index: Int, _ part: String, _ other: String) -> String {
            Self.message(Self.header + Self.lines[index].replacing(part, with: other))
        }
        #expect(message(2, "channels=16", "channels=24") == "test:3: channels=24 is not a multiple of 16")
        #expect(message(2, "channels=16", "channels=48") == "test:3: channels=48 is not in 1…32")
        #expect(message(3, "channels=32", "channels=104") == "test:3: channels=104 is not in 1…96")
        #expect(message(3, "channels=32", "channels=12") == "test:3: channels=12 is not a multiple of 8")
        #expect(message(3, "rows=7", "rows=15") == "test:3: rows=15 is not in 1…14")
        #expect(message(3, "tile-rows=4", "tile-rows=5") == "test:3: tile-rows=5 is not in 1…4")
        #expect(
            message(1, "default (", "tile-rows=6 panels=4 tile-parts=3 (")
                == "test:3: tile-parts=3 does not divide 4 threads")
        let twice = Self.message(Self.header + Self.lines[0] + "\n" + Self.lines[0])
        #expect(twice == "test:4: repeats a layer")
    }

    /// Text with changed, missing and added bytes is refused, or read as a table that can be written again.
    @Test func damagedTextIsHarmless() throws {
        var random = SplitMix64(state: 11)
        let text = Array((Self.header + Self.lines.joined(separator: "\n")).utf8)
        var refused = 0
        for _ in 0..<3000 {
            var bytes = text
            for _ in 0...Int.random(in: 0...2, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0...3, using: &random) {
                case 0: bytes[place] = .random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(text.randomElement(using: &random)!, at: place)
                default: bytes[place] = "0123456789".utf8.randomElement(using: &random)!
                }
            }
            do {
                let table = try TuningTable(String(decoding: bytes, as: UTF8.self), source: "damaged")
                #expect(try TuningTable("\(table)", source: "again") == table)
            } catch {
                refused += 1
                #expect(error.place.hasPrefix("damaged"))
            }
        }
        #expect(refused > 1000)
    }

    private static func message(_ text: String) -> String {
        do {
            _ = try TuningTable(text, source: "test")
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    @Test func shippedTablesCanBeRead() throws {
        let tables = try TuningTable.allShipped()
        #expect(Set(tables.map(\.processor)).count == tables.count)
        for table in tables { #expect(TuningTable.shipped(for: table.processor) == table) }
        // Another model of the family uses the family's table. An unknown processor has none.
        #expect(TuningTable.shipped(for: Processor(vendor: "unknown", family: 0, model: 0)).isEmpty)
        let first = try #require(tables.first)
        let sibling = Processor(vendor: first.processor.vendor, family: first.processor.family, model: 255)
        #expect(TuningTable.shipped(for: sibling) == first)
        #expect(EngineConfiguration().tuning == .shipped)
    }

    @Test func theProcessorHasAName() {
        let processor = Processor.current
        #expect(!processor.vendor.isEmpty && processor.vendor.allSatisfy { $0.isLetter || $0.isNumber })
        #expect(processor == .current)
        #if arch(x86_64)
        #expect(processor.family > 0)
        #endif
    }

    // MARK: The tuner

    private static func network() throws -> Graph {
        try Graph.build("small", input: [1, 8, 20, 20]) { x in
            let y = x.conv("stem", 24, kernel: 3, stride: 2, padding: 1).relu6()
            let z =
                y.conv("expand", 96, kernel: 1).relu6().conv("depthwise", 96, kernel: 3, padding: 1, groups: 96)
                .relu6().conv("project", 24, kernel: 1) + y
            return z.conv("b", 24, kernel: 3, padding: 1, groups: 24).globalAveragePool().flatten().linear("fc", 40)
        }
    }

    @Test(arguments: 1...2)
    func findsAChoiceForEveryLayer(threads: Int) throws {
        let graph = try Self.network()
        let weights = OracleRule.weights(for: graph, exponents: [:])
        let configuration = EngineConfiguration(threads: threads, tuning: TuningTable())
        var calls: [Int] = []
        var total = 0
        let tuner = Tuner(graph, weights: weights, configuration: configuration, duration: .milliseconds(50))
        let findings = try tuner.run {
            calls.append($0)
            total = $1
        }
        #expect(findings.count == Set(findings.map(\.layer)).count)
        #expect(Set(findings.map(\.layer.kind)).isSuperset(of: [.convolution, .depthwise, .invertedResidual]))
        #expect(calls == Array(1...total))
        var tuned = configuration
        for finding in findings {
            #expect(finding.choice.problem(for: finding.layer) == nil)
            #expect(finding.defaultMicroseconds > 0)
            #expect(
                finding.choice == .default
                    || finding.microseconds <= (1 - Tuner.margin) * finding.defaultMicroseconds)
            tuned.tuning.add(finding)
        }
        // Covers the layers of the tuned program. Others may now be part of a block.
        let variable = try Program(graph, weights: weights, configuration: tuned).layers.filter {
            !LayerChoice.candidates(for: $0, limit: 1).isEmpty
                || !LayerChoice.structures(for: $0, isFused: true).isEmpty
        }
        // All choices are dropped if the whole network turns out slower, and with them a block that hid its parts.
        let isGivenUp = findings.allSatisfy { $0.choice == .default }
        #expect(variable.count >= 3 && (isGivenUp || Set(findings.map(\.layer)).isSuperset(of: variable)))
        // The findings make a program like any other, and are not measured again.
        let input = OracleRule.input(shape: [1, 8, 20, 20])
        let expected = ReferenceExecutor.run(graph, weights: weights, input: input)["logits"]!.floats()
        let values = try Program(graph, weights: weights, configuration: tuned).run(input)["logits"]!.floats()
        let largest = expected.reduce(1e-3) { max($0, abs($1)) }
        #expect(zip(values, expected).allSatisfy { abs($0 - $1) <= 1e-4 * largest })
        let again = try Tuner(graph, weights: weights, configuration: tuned, duration: .milliseconds(50)).run()
        #expect(isGivenUp || again.isEmpty)
        #expect(try TuningTable("\(tuned.tuning)", source: "findings").count == findings.count)
    }

    // MARK: Impossible values

    private static func layer(_ text: String) throws -> LayerKey {
        let table = try TuningTable(header + text + ": default (5.0 us, default 5.0 us)", source: "layer")
        return try #require(table.layers.first)
    }

    /// Multiply-accumulates of single and fused layers, computed by hand.
    @Test(
        arguments: [
            ("avx512 t1 convolution 1x3x224x224 > 32x112x112 k3x3 s2x2 d1x1 g1", 10_838_016.0),
            ("avx2 t4 convolution 2x64x15x15 > 100x7x7 k3x3 s2x2 d1x1 g2", 2 * 100 * 49 * 32 * 9),
            ("avx512 t2 depthwise 1x32x14x14 > 32x7x7 k3x3 s2x2 d1x1 g32", 32 * 49 * 9),
            (
                "avx512 t1 pointwise+depthwise 1x16x14x14 > 96x14x14 k3x3 s1x1 d1x1 g96",
                14 * 14 * 16 * 96 + 14 * 14 * 96 * 9
            ),
            (
                "avx512 t1 dense+depthwise+pointwise 1x16x112x112 > 24x56x56 k3x3 s2x2 d1x1 g96 after k1x1 s1x1",
                112 * 112 * 16 * 96 + 56 * 56 * 96 * 9 + 56 * 56 * 96 * 24
            ),
        ] as [(String, Double)])
    func layersHaveMACs(_ text: String, _ macs: Double) throws {
        #expect(try Self.layer(text).macs == macs)
    }

    /// A wrong measurement of a busy machine that was once kept: 2.7 µs for 10.8 M MACs, a gain of 8,032 %.
    @Test func whatThePeakForbidsIsRefused() throws {
        let stem = try Self.layer("avx512 t1 convolution 1x3x224x224 > 32x112x112 k3x3 s2x2 d1x1 g1")
        let bounds = Plausibility(peakGigaflops: 265)
        #expect(abs(bounds.leastMilliseconds(stem) - 2 * 10.838016e6 / (265 * Plausibility.margin * 1e6)) < 1e-9)
        func allows(_ standard: Double, _ candidate: Double, count: Int = 1, of layer: LayerKey) -> Bool {
            bounds.allows(LayerTimes(standard: standard, candidate: candidate), of: layer, count: count)
        }
        #expect(allows(0.22, 0.095, of: stem))
        #expect(!allows(0.2196, 0.0027, of: stem))
        // The default may not seem too fast either: the candidate beside it would look slow.
        #expect(!allows(0.0027, 0.2196, of: stem))
        // The times cover all occurrences together.
        #expect(allows(0.22, 0.15, count: 2, of: stem) && !allows(0.22, 0.12, count: 2, of: stem))
        #expect(!allows(.infinity, 0.1, of: stem) && !allows(0.1, .infinity, of: stem) && !allows(0, 0, of: stem))
        #expect(!allows(.nan, 0.1, of: stem) && !allows(0.1, .nan, of: stem) && !allows(-1, -1, of: stem))
        // Winograd's algorithm needs a quarter of the multiplications, and may seem four times as fast.
        let dense = try Self.layer("avx512 t1 convolution 1x64x58x58 > 64x56x56 k3x3 s1x1 d1x1 g1")
        let least = 2 * dense.macs / (265 * Plausibility.margin * 1e6)
        #expect(allows(least, least / 3.9, of: dense) && !allows(least, least / 4.1, of: dense))
    }

    @Test func gainsMustBeWorthIt() {
        #expect(Tuner.isGain(LayerTimes(standard: 0.1, candidate: 0.09)))
        #expect(!Tuner.isGain(LayerTimes(standard: 0.1, candidate: 0.098)))
        #expect(!Tuner.isGain(LayerTimes(standard: 0.002, candidate: 0.0018)))
        #expect(!Tuner.isGain(LayerTimes(standard: 0.1, candidate: .infinity)))
        #expect(!Tuner.isGain(LayerTimes(standard: .infinity, candidate: .infinity)))
        #expect(!Tuner.isGain(LayerTimes()))
    }

    @Test func profilesTellWhatWasTuned() throws {
        let graph = try Self.network()
        let weights = OracleRule.weights(for: graph, exponents: [:])
        var configuration = EngineConfiguration(threads: 1, tuning: TuningTable())
        let layers = try Program(graph, weights: weights, configuration: configuration).layers
        let pair = try #require(layers.first { $0.kind == .expandedDepthwise })
        try configuration.tuning.choose(.separate, for: pair)
        try configuration.tuning.choose(
            .product(ProductTiling(tileRows: 2, panels: 1, tileParts: 1)), for: try #require(layers.first))
        let program = try Program(graph, weights: weights, configuration: configuration)
        #expect(program.stepSources.allSatisfy { !$0.label.contains("→") })
        let steps = try program.profile(runs: 1) { $0.update(repeating: 0) }
        #expect(steps.first { $0.layers.contains("stem") }?.isTuned == true)
        #expect(steps.first { $0.layers.contains("stem") }?.choice == "tile-rows=2 panels=1 tile-parts=1")
        #expect(steps.filter(\.isTuned).count == 1)
    }
}
