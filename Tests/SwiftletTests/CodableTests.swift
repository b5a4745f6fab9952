import Foundation
import Swiftlet
import Testing

/// Every result goes to JSON and comes back the same.
@Suite struct CodableTests {
    private func json(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return try encoder.encode(value)
    }

    /// Writes, reads, writes again; gives what was read.
    @discardableResult
    private func roundTrip<Value: Codable>(_ value: Value) throws -> Value {
        let written = try json(value)
        let read = try JSONDecoder().decode(Value.self, from: written)
        #expect(try json(read) == written)
        return read
    }

    private func refuses<Value: Decodable>(_ type: Value.Type, _ text: String) -> Bool {
        (try? JSONDecoder().decode(type, from: Data(text.utf8))) == nil
    }

    @Test func predictions() throws {
        let prediction = Prediction(index: 967, label: "espresso", probability: 0.98)
        #expect(try roundTrip(prediction) == prediction)
        #expect(
            try String(decoding: json(prediction), as: UTF8.self)
                == #"{"index":967,"label":"espresso","probability":0.98}"#)
    }

    /// Squeeze-and-excite, groups, branches, padding as TensorFlow's.
    @Test(arguments: ["mobilenet_v3_large", "shufflenet_g3", "tf_efficientnet_lite0", "googlenet", "lenet5"])
    func complexities(_ name: String) throws {
        let complexity = Complexity(of: try Catalogue.entry(name).graph())
        let read = try roundTrip(complexity)
        #expect(read.macs == complexity.macs && read.input == complexity.input)
        #expect(read.layers.map(\.window) == complexity.layers.map(\.window))
        #expect(read.receptiveField == complexity.receptiveField)
        try roundTrip(complexity.blocks)
        #expect(try roundTrip(complexity.cost) == complexity.cost)
    }

    @Test func shapesAndWindows() throws {
        #expect(try roundTrip([Shape([1, 3, 224, 224]), []]) == [[1, 3, 224, 224], []])
        #expect(try String(decoding: json(Shape([2, 3])), as: UTF8.self) == "[2,3]")
        let window = Window(kernel: Size(3, 5), stride: 2, padding: .same)
        #expect(try roundTrip(window) == window)
        let padded = Window(kernel: 3, padding: .explicit(top: 0, left: 1, bottom: 2, right: 3), dilation: 2)
        #expect(try roundTrip(padded) == padded)
    }

    @Test func whatCannotBeIsRefused() {
        #expect(refuses(Shape.self, "[1,-3]"))
        #expect(refuses(Shape.self, "[9223372036854775807,2]"))
        #expect(refuses(Size.self, "[3]") && refuses(Size.self, "[3,-1]") && refuses(Size.self, "[4294967296,1]"))
        #expect(refuses(Padding.self, #""valid""#) && refuses(Padding.self, "[1,1,1]"))
        let cost = #"{"activations":1,"elementwiseOperations":1,"macs":-1,"memoryAccessBytes":1,"parameters":1}"#
        #expect(refuses(Cost.self, cost) && !refuses(Cost.self, cost.replacing("-", with: "")))
        #expect(refuses(ReceptiveField.Axis.self, #"{"size":1e300,"stride":1,"centre":0}"#))
        #expect(refuses(CatalogueEntry.self, #"{"name":"no_such_network"}"#))
        #expect(refuses(Experiment.self, #"{"name":"g5"}"#))
        #expect(refuses(ResultTable.self, #"{"title":"","columns":[],"rows":[[1]]}"#))
        #expect(refuses(ResultTable.Value.self, #"{"number":1,"digits":100000}"#))
        #expect(refuses(TuningTable.self, #""no table""#))
    }

    @Test func catalogueEntries() throws {
        for entry in Catalogue.entries {
            let read = try roundTrip(entry)
            #expect(read.name == entry.name && read.weights == entry.weights)
        }
        for weights in Catalogue.entries.flatMap(\.weights) { #expect(try roundTrip(weights) == weights) }
        let options = NetworkOptions(batch: 2, height: 64, padding: .same, features: true)
        #expect(try roundTrip(options) == options)
    }

    @Test func weightsThatDoNotFit() throws {
        let graph = try Catalogue.entry("lenet5").graph()
        let mismatch = WeightsMismatch(Weights(["extra": Tensor(zeros: [2])]), for: graph, source: "w.pth")
        #expect(mismatch.count > 1)
        #expect(try roundTrip(mismatch) == mismatch)
    }

    /// A latency table reads back what it wrote.
    @Test func latencyTables() throws {
        let graph = try Catalogue.entry("lenet5").graph()
        let table = try LatencyTable(of: graph, configuration: EngineConfiguration(threads: 1))
        #expect(table.kind == .network && table.processor == Machine.current.processor)
        #expect(try roundTrip(table) == table)
    }

    @Test func latencyTablesOfSearchSpaces() throws {
        let text = """
            {"version":1,"kind":"space","name":"fbnet","processor":"P","isa":"avx2","threads":2,"dtype":"float32",
            "entries":[{"operation":"inverted residual","input":[1,16,112,112],"output":[1,24,56,56],"kernel":[3,3],
            "stride":[2,2],"expansion":6,"squeeze_excite":false,"activation":"ReLU6","parameters":4440,"macs":46512128,
            "ms":0.5,"least_ms":0.25}],"omitted":[]}
            """
        let table = try JSONDecoder().decode(LatencyTable.self, from: Data(text.utf8))
        #expect(table.entries[0].operator.kernel == 3 && table.entries[0].operator.expansion == 6)
        #expect(table.entries[0].layers.isEmpty && table.instructionSet == .avx2 && table.threads == 2)
        #expect(try roundTrip(table) == table)
        for (old, new) in [
            (#""version":1"#, #""version":7"#), (#""threads":2"#, #""threads":0"#), ("float32", "bfloat16"),
            ("avx2", "sse9"), ("0.25", "-0.25"), ("[1,16,112,112]", "[1,-16,112,112]"), ("space", "place"),
        ] {
            #expect(refuses(LatencyTable.self, text.replacing(old, with: new)), "\(new)")
        }
    }

    @Test func experiments() throws {
        for experiment in Experiment.all {
            let report = try experiment.run(measures: false)
            let read = try roundTrip(report)
            #expect(read.experiment.name == experiment.name && read.remarks == report.remarks)
            #expect(read.tables.map(\.rows) == report.tables.map(\.rows))
        }
        let values: [ResultTable.Value] = [
            .text("5"), .integer(5), .number(5, digits: 1), .none, .number(0.5, digits: 0),
        ]
        #expect(try roundTrip(values) == values)
        #expect(try roundTrip(ResultTable.Value.number(.infinity, digits: 1)) == ResultTable.Value.none)
    }

    @Test func comparisons() throws {
        let complexity = Complexity(of: try Catalogue.entry("lenet5").graph())
        let step = NetworkTiming.Step(name: "conv1", group: .dense, flops: 10, bytes: 20, milliseconds: 0.5)
        let timing = NetworkTiming(milliseconds: 0.5, byGroup: [.dense: 0.4, .elementwise: 0.1], steps: [step])
        let comparison = Comparison(
            [Comparison.Network("lenet5", family: "LeNet", top1: nil, complexity: complexity, timing: timing)],
            roof: Comparison.Roof(
                peakGigaflops: 100, ceilings: [RooflineChart.Ceiling("L1", gigabytesPerSecond: 200)]),
            measurement: "by hand")
        let read = try roundTrip(comparison)
        #expect(read.networks[0].timing?.byGroup == timing.byGroup && read.roof?.ceilings == comparison.roof?.ceilings)
        // A dictionary by kind, not a list of kinds and times in turn.
        #expect(
            try String(decoding: json(timing), as: UTF8.self).contains(#""byGroup":{"dense":0.4,"elementwise":0.1}"#))
    }

    @Test func tuningTables() throws {
        let table = TuningTable()
        #expect(try roundTrip(table) == table)
    }
}
