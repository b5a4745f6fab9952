import Foundation
import ReferenceExecutor
import Swiftlet
import TestSupport
import Testing

/// `swiftlet run` against the oracles.
@Suite(.serialized) struct RunTests {
    @Test(arguments: ["tf_efficientnet_lite0", "mobilenet_v2"], InstructionSet.available)
    func meetsTheOracle(_ model: String, _ set: InstructionSet) throws {
        let row = try Oracle.row(model)
        let weightsFile = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).safetensors").path
        defer { try? FileManager.default.removeItem(atPath: weightsFile) }
        for batch in [1, 2, 5] {
            let graph = try Catalogue.entry(model).graph(NetworkOptions(batch: batch))
            for threads in [1, 2, 3] {
                try OracleCheck.verify(row, graph: graph) { _, weights, input in
                    if !FileManager.default.fileExists(atPath: weightsFile) {
                        try Safetensors.write(weights, to: weightsFile)
                    }
                    return try run(model, weightsFile, input, threads: threads, set)
                }
            }
        }
    }

    private func run(
        _ model: String, _ weights: String, _ input: Tensor, threads: Int, _ set: InstructionSet
    ) throws -> Tensor {
        try withTemporaryFolder { folder in
            try Safetensors.write(Weights(["input": input]), to: folder + "/x.safetensors")
            let outcome = try Executable.run(
                "run", "--model", model, "--weights", weights, "--input", folder + "/x.safetensors", "--output",
                folder + "/y.safetensors", "--threads", "\(threads)", "--json",
                environment: ["SWIFTLET_ISA": set.rawValue])
            #expect(outcome.status == 0, "\(outcome.error)")
            let report = try #require(outcome.objects().first)
            #expect(
                Set(report.keys) == [
                    "model", "weights", "input", "output", "file", "load_milliseconds", "milliseconds",
                ])
            let output = try #require(Safetensors.read(contentsOf: folder + "/y.safetensors")["output"])
            // A copy: the mapped file goes with its folder.
            return Tensor(output.floats(), shape: output.shape)
        }
    }

    @Test(arguments: [
        ("other", [1]), ("input", [3, 224, 224]), ("input", [1, 1, 224, 224]), ("input", [0, 3, 224, 224]),
    ])
    func badTensors(_ name: String, _ extents: [Int]) throws {
        try withTemporaryFolder { folder in
            let tensors = Weights([name: Tensor(zeros: Shape(extents))])
            try Safetensors.write(tensors, to: folder + "/x.safetensors")
            let outcome = try Executable.run(
                "run", "--input", folder + "/x.safetensors", "--output", folder + "/y.safetensors")
            #expect(outcome.status == 1)
            #expect(outcome.error.hasPrefix("Error: "))
            #expect(!FileManager.default.fileExists(atPath: folder + "/y.safetensors"))
            if name == "other" {
                #expect(outcome.error == "Error: \(folder)/x.safetensors: has no tensor 'input', only 'other'\n")
            }
        }
    }

    @Test func anInstructionSetThatDoesNotExist() throws {
        try withTemporaryFolder { folder in
            try Safetensors.write(Weights(["input": Tensor(zeros: [1, 3, 32, 32])]), to: folder + "/x.safetensors")
            let outcome = try Executable.run(
                "run", "--input", folder + "/x.safetensors", "--output", folder + "/y.safetensors",
                environment: ["SWIFTLET_ISA": "sse9"])
            #expect(outcome.status == 1)
            #expect(outcome.error.contains("sse9"))
        }
    }
}
