import Foundation
import SwiftletFormats
import SwiftletTensors
import Testing

/// Checkpoints that PyTorch wrote; see `Tools/fixtures/make_format_fixtures.py`.
@Suite struct TorchFixtureTests {
    private func read(_ name: String) throws -> Weights {
        try WeightsFile.read(
            contentsOf: #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/\(name).pth").path)
    }

    @Test(arguments: ["protocol2", "protocol3", "protocol4", "legacy2", "legacy3", "legacy4"])
    func readsEveryProtocol(_ name: String) throws {
        let weights = try read(name)
        #expect(weights.count == ScalarType.allCases.count + 9)
        for type in ScalarType.allCases {
            let tensor = try #require(weights[type.rawValue])
            #expect(tensor.scalarType == type)
            #expect(tensor.shape == [3, 4])
            #expect(tensor.floats() == (0..<12).map { Float(type == .bool ? min($0, 1) : $0) })
        }
        #expect(weights["transposed"]?.shape == [4, 3])
        #expect(weights["transposed"]?.floats() == [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11])
        #expect(weights["channels_last"]?.shape == [1, 2, 3, 4])
        #expect(weights["channels_last"]?.floats() == (0..<24).map(Float.init))
        #expect(weights["shared.head"]?.floats() == [0, 1, 2, 3, 4])
        #expect(weights["shared.tail"]?.floats() == [15, 16, 17, 18, 19])
        #expect(weights["shared.even"]?.floats() == [0, 2, 4, 6, 8, 10, 12, 14, 16, 18])
        #expect(weights["expanded"]?.floats() == [0, 1, 2, 0, 1, 2])
        #expect(weights["scalar"]?.shape == [])
        #expect(weights["scalar"]?.floats() == [1.5])
        #expect(weights["empty"]?.shape == [0, 4])
        #expect(weights["parameter"]?.floats() == [0, 1])
    }

    @Test func findsTheStateDictOfATrainingScript() throws {
        let weights = try read("nested")
        #expect(
            Array(weights.paths) == [
                "0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked",
            ])
        #expect(weights["1.running_var"]?.floats() == [1, 1])
        #expect(weights["1.num_batches_tracked"]?.scalarType == .int64)
    }
}
