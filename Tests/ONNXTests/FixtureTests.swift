import Foundation
import ReferenceExecutor
import SwiftletEngine
import SwiftletFormats
import SwiftletGraphs
import SwiftletONNXFormat
import SwiftletTensors
import Testing

/// The files of `Tools/fixtures/make_onnx_fixtures.py`, compared with the outputs of ONNX Runtime.
@Suite struct FixtureTests {
    static let folder = Bundle.module.resourceURL!.appending(path: "Fixtures").path + "/"

    struct Case: CustomTestStringConvertible {
        let name: String
        var testDescription: String { name }
        var path: String { FixtureTests.folder + name + ".onnx" }
    }

    static let tensors = try! WeightsFile.read(contentsOf: folder + "cases.safetensors")
    static let cases = tensors.paths.filter { $0.hasSuffix(".input") }.map { Case(name: String($0.dropLast(6))) }

    /// Reads a case at the size of its input. tf2onnx's input has its channels last.
    static func read(_ name: String) throws -> (ONNXFile, input: Tensor, expected: Tensor) {
        let input = try #require(tensors[name + ".input"]), expected = try #require(tensors[name + ".output"])
        let shape = input.shape, isLast = shape[3] == 3
        let size = isLast ? Size(shape[1], shape[2]) : Size(shape.height, shape.width)
        let file = try ONNXFile(contentsOf: folder + name + ".onnx", batch: shape.batch, size: size)
        return (file, isLast ? channelsFirst(input) : input, expected)
    }

    static func channelsFirst(_ x: Tensor) -> Tensor {
        let (height, width, channels, elements) = (x.shape[1], x.shape[2], x.shape[3], x.floats())
        let result = (0..<channels).flatMap { c in (0..<height * width).map { elements[$0 * channels + c] } }
        return Tensor(result, shape: [1, channels, height, width])
    }

    static func difference(_ a: Tensor, _ b: Tensor) -> Float {
        zip(a.floats(), b.floats()).map { ($0 - $1).magnitude }.reduce(0, max)
    }

    @Test func thereAreCases() {
        #expect(Self.cases.count >= 20)
    }

    @Test(arguments: cases)
    func computesWhatONNXRuntimeDoes(_ example: Case) throws {
        let (file, input, expected) = try Self.read(example.name)
        try file.graph.validate()
        #expect(Set(file.weights.paths) == Set(file.graph.parameters.keys))
        let plain = try #require(
            ReferenceExecutor.run(file.graph, weights: file.weights, input: input, outputs: ["logits"])["logits"])
        #expect(plain.shape == expected.shape)
        // ONNX Runtime computes in the file's own precision.
        let tolerance: Float = example.name == "half" ? 2e-2 : 1e-5
        #expect(Self.difference(plain, expected) <= tolerance * max(1, expected.floats().map(\.magnitude).max() ?? 1))

        let program = try Program(file.graph, weights: file.weights, configuration: EngineConfiguration(threads: 1))
        let fast = try #require(try program.run(input)["logits"])
        #expect(Self.difference(fast, plain) <= 1e-4 * max(1, plain.floats().map(\.magnitude).max() ?? 1))
    }
}
