import ReferenceExecutor
import SwiftletGraphs
import SwiftletTensors
import Testing

/// The worked example of `Tests/Oracles/README.md`, to the bit.
@Suite struct OracleRuleTests {
    private static let graph = try! Graph.build("stem", input: [1, 3, 224, 224]) { image in
        image.conv("features.0.0", 32, kernel: 3, bias: false).batchNorm("features.0.1").globalAveragePool()
            .linear("classifier.1", 1000)
    }

    @Test(arguments: [
        (
            "features.0.0.weight", [14601836, 3849286, 10427163, 13974668],
            [0x3eb2c4bf, 0xbe829b44, 0x3dea9d81, 0x3ea0b938]
        ),
        (
            "features.0.1.weight", [12293506, 12777274, 7149706, 12553706],
            [0x3f9dcac1, 0x3fa17b9d, 0x3f6d188a, 0x3f9fc6f5]
        ),
        (
            "features.0.1.running_mean", [1455648, 8286788, 12274989, 14965354],
            [0xbe294300, 0xbb1f1800, 0x3dbdc3c3, 0x3e2090aa]
        ),
        (
            "features.0.1.running_var", [3725110, 6232301, 10584211, 10042489],
            [0x4038d736, 0x405f18ed, 0x4090c04a, 0x408c9e3c]
        ),
        (
            "classifier.1.bias", [16391006, 4927346, 11518971, 6132610],
            [0x3dc35efd, 0xbd2901c7, 0x3d18d98a, 0xbcdc4ff3]
        ),
    ])
    func workedExample(_ key: String, _ uniform: [Int], _ bits: [UInt32]) throws {
        #expect(OracleRule.uniform(key: key, count: 4).map { Int($0 * 0x1p24) } == uniform)
        let weights = OracleRule.weights(for: Self.graph, exponents: ["features.0.1": 1])
        #expect(try #require(weights[key]).floats().prefix(4).map(\.bitPattern) == bits)
    }

    @Test func input() {
        let input = OracleRule.input(shape: [1, 3, 224, 224])
        #expect(input.floats().prefix(4).map(\.bitPattern) == [0xbfcdeac2, 0x3f1c045c, 0xbf97be90, 0xbf66f7fc])
        #expect(OracleRule.input(shape: [1, 1, 1, 1], scale: 0.5).floats()[0].bitPattern == 0xbf4deac2)
    }

    @Test func saltGoesBeforeTheKey() {
        let salted = OracleRule.weights(for: Self.graph, exponents: [:], salt: "x")["classifier.1.bias"]
        let expected = OracleRule.uniform(key: "xclassifier.1.bias", count: 1000).map { ($0 - 0.5) * 0.2 }
        #expect(salted?.floats() == expected)
    }

    @Test func fixtureIsWhole() throws {
        let rows = try Oracle.all()
        let outputs = try Oracle.outputs()
        #expect(rows.count == 53 && outputs.count == 53)
        let row = try Oracle.row("mobilenet_v2")
        #expect(row.input == [1, 3, 224, 224] && row.exponents["features.0.1"] == 1 && row.batchNormEpsilon == [1e-5])
        #expect(row.state.first?.key == "features.0.0.weight" && row.state.first?.shape == [32, 3, 3, 3])
        let stored = try #require(outputs["mobilenet_v2"])
        #expect(
            zip(stored.floats(), [-1.6231542, -2.0677595, -0.0179240] as [Float]).allSatisfy { abs($0 - $1) < 1e-6 })
    }
}
