import Foundation
import SwiftletEngine
import SwiftletFormats
import SwiftletGraphs
import SwiftletONNXFormat
import SwiftletTensors
import Testing

/// Whole networks: all files in the folder that `SWIFTLET_EXPORTS` names. `Tools/fixtures/export_onnx.py` writes some. Beside each
/// `NAME.onnx`, `NAME.safetensors` holds an `input` and ONNX Runtime's `output`.
@Suite struct ExportTests {
    static let folder = ProcessInfo.processInfo.environment["SWIFTLET_EXPORTS"]

    static var names: [String] {
        guard let folder, let files = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return [] }
        return files.filter { $0.hasSuffix(".onnx") }.map { String($0.dropLast(5)) }.sorted()
    }

    @Test(.enabled(if: folder != nil), arguments: names)
    func logits(_ name: String) throws {
        let path = "\(Self.folder ?? "")/\(name)"
        let tensors = try WeightsFile.read(contentsOf: path + ".safetensors")
        let input = try #require(tensors["input"]), expected = try #require(tensors["output"])
        let isLast = input.shape[3] == 3
        let size = isLast ? Size(input.shape[1], input.shape[2]) : Size(input.shape.height, input.shape.width)
        let file: ONNXFile
        do {
            file = try ONNXFile(contentsOf: path + ".onnx", batch: input.shape.batch, size: size)
        } catch {
            print("\(name): refused: \(error)")
            Issue.record("\(error)")
            return
        }
        let program = try Program(file.graph, weights: file.weights, configuration: EngineConfiguration(threads: 1))
        let output = try #require(try program.run(isLast ? FixtureTests.channelsFirst(input) : input)["logits"])
        let difference = FixtureTests.difference(output, expected)
        let largest = expected.floats().map(\.magnitude).max() ?? 0
        print(
            "\(name): \(file.graph.parameterCount) parameters, \(file.graph.macs) MACs, difference \(difference / largest); "
                + (file.sharing ?? "nothing shared"))
        #expect(output.shape.count == expected.shape.count && difference <= 1e-3 * largest)
    }
}
