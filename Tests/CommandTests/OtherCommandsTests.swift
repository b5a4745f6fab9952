import Foundation
import Swiftlet
import TestSupport
import Testing

@Suite struct OtherCommandsTests {
    @Test(arguments: ["classify", "run", "models", "pull", "convert", "bench", "profile", "tune"])
    func helpHasAnExampleAndJSON(_ command: String) throws {
        let outcome = try Executable.run(command, "--help")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("Example"))
        #expect(outcome.output.contains("swiftlet \(command) "))
        #expect(outcome.output.contains("--json"))
        #expect(try Executable.run(command, "--no-such-option").status != 0)
    }

    @Test func version() throws {
        let outcome = try Executable.run("--version")
        #expect(outcome.status == 0 && outcome.output == swiftletVersion + "\n")
    }

    @Test func models() throws {
        let outcome = try Executable.run("models", "--json")
        #expect(outcome.status == 0)
        let rows = try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
        #expect(rows.compactMap { $0["name"] as? String } == Catalogue.entries.map(\.name))
        let lite = try #require(rows.first { $0["name"] as? String == "tf_efficientnet_lite0" })
        #expect(Set(lite.keys) == ["name", "family", "paper", "input", "parameters", "macs", "top1", "weights"])
        #expect(lite["parameters"] as? Int == 4_652_008)
        let table = try Executable.run("models")
        #expect(table.status == 0)
        for word in [
            "tf_efficientnet_lite0", "EfficientNet-Lite", "224×224", "parameters (M)", " 4.65 ", "75.1", "embedded",
            "Apache-2.0",
        ] {
            #expect(table.output.contains(word))
        }
    }

    @Test func modelsAreFilteredAndSorted() throws {
        func names(_ options: String...) throws -> [String] {
            let outcome = try Executable.run(["models", "--json"] + options)
            let rows = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]]
            return (rows ?? []).compactMap { $0["name"] as? String }
        }
        #expect(try names("--family", "mobilenetv2").allSatisfy { $0.hasPrefix("mobilenet_v2") })
        let small = try names("--max-params", "5M", "--max-macs", "300M", "--sort", "macs")
        let expected = Catalogue.entries.filter { $0.parameters <= 5_000_000 && $0.macs <= 300_000_000 }
        #expect(Set(small) == Set(expected.map(\.name)) && small.count > 10)
        let macs = try small.map { try Catalogue.entry($0).macs }
        #expect(macs == macs.sorted())
        let none = try Executable.run("models", "--family", "nothing")
        #expect(none.status == 1)
        #expect(none.error.contains("SqueezeNet"))
        for bad in ["5X", "-1", "nan", "inf", "", "M"] {
            #expect(try Executable.run("models", "--max-params", bad).status != 0, "\(bad)")
        }
    }

    /// Refused by what the plan says, before anything as large as the map is made.
    @Test func moreMemoryThanTheMachineHasIsRefusedAtOnce() throws {
        let outcome = try Executable.run("bench", "tf_efficientnet_lite0", "--size", "50000")
        #expect(outcome.status == 1)
        #expect(outcome.error.contains("1×3×50000×50000 needs"))
        #expect(outcome.error.contains("B of memory; the system has "))
    }

    @Test func profile() throws {
        let trace = FileManager.default.temporaryDirectory.appending(path: "trace-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: trace) }
        let outcome = try Executable.run(
            "profile", "mobilenet_v2", "--threads", "1", "--size", "64", "--runs", "3", "--no-tuning", "--json",
            "--trace",
            trace.path)
        #expect(outcome.status == 0)
        let report = try #require(outcome.objects().first)
        let steps = try #require(report["steps"] as? [[String: Any]])
        #expect(steps.count == 39)
        let layers = steps.flatMap { $0["layers"] as? [String] ?? [] }
        #expect(layers.contains("features.18.0") && layers.contains("classifier.1"))
        let total = steps.compactMap { $0["ms"] as? Double }.reduce(0, +)
        #expect(abs(total - (report["ms"] as? Double ?? 0)) < 1e-6 * total && total > 0)
        #expect((report["peak_gigaflops"] as? Double ?? 0) > (report["gigaflops"] as? Double ?? .infinity))
        let written = try JSONSerialization.jsonObject(with: Data(contentsOf: trace)) as? [String: Any]
        #expect((written?["traceEvents"] as? [[String: Any]])?.count == steps.count)
        let table = try Executable.run("profile", "mobilenet_v2", "--size", "64", "--runs", "1", "--no-tuning")
        #expect(table.output.contains("of peak") && table.output.contains("pointwise → depthwise 3×3"))
        #expect(try Executable.run("profile", "mobilenet_v2", "--runs", "0").status != 0)
    }

    @Test func bench() throws {
        let outcome = try Executable.run(
            "bench", "mobilenet_v2", "--threads", "1", "--batch", "2", "--size", "64", "--json")
        #expect(outcome.status == 0)
        let report = try #require(outcome.objects().first)
        let keys: Set = ["min_ms", "median_ms", "p90_ms", "images_per_second", "threads", "batch", "isa", "precision"]
        #expect(keys.isSubset(of: report.keys))
        #expect(report["weights"] as? String == "random")
        #expect(report["threads"] as? Int == 1)
        #expect(report["batch"] as? Int == 2)
        let times = ["min_ms", "median_ms", "p90_ms"].compactMap { report[$0] as? Double }
        #expect(times.count == 3 && times == times.sorted() && times[0] > 0)
        #expect(report["precision"] as? String == "float32")
        let table = try Executable.run("bench", "tf_efficientnet_lite0", "--size", "32")
        #expect(table.output.contains("embedded"))
        #expect(report["tasks"] == nil)
    }

    /// Callers at the same time have a thread each unless told otherwise.
    @Test func benchOfManyTasks() throws {
        let outcome = try Executable.run("bench", "mobilenet_v2", "--size", "32", "--tasks", "3", "--json")
        #expect(outcome.status == 0)
        let report = try #require(outcome.objects().first)
        #expect(report["tasks"] as? Int == 3)
        #expect(report["threads"] as? Int == 1)
        #expect(report["tasks_images_per_second"] as? Double ?? 0 > 0)
        #expect(report["tasks_speedup"] as? Double ?? 0 > 0)
        let table = try Executable.run("bench", "mobilenet_v2", "--size", "32", "--tasks", "2", "--threads", "2")
        #expect(table.output.contains("2 tasks at once: "))
    }

    /// Refused where the kernels that are asked for have no such products; on a processor without them always.
    @Test(arguments: [
        ["bench", "tf_efficientnet_lite0", "--size", "32"], ["profile", "mobilenet_v2", "--runs", "1"],
        ["classify", Executable.samples + "/rocket.jpg"],
    ])
    func bfloat16(_ arguments: [String]) throws {
        for set in InstructionSet.available where set != .avx512 {
            let outcome = try Executable.run(
                arguments + ["--precision", "bfloat16"], environment: ["SWIFTLET_ISA": set.rawValue])
            #expect(outcome.status == 1)
            #expect(outcome.error == "Error: bfloat16: needs avx512 with AVX512_BF16, not \(set.rawValue)\n")
        }
        let outcome = try Executable.run(
            arguments + ["--precision", "bfloat16", "--json"], environment: ["SWIFTLET_ISA": ""])
        if outcome.status == 0 {
            let report = try #require(outcome.objects().first)
            #expect(arguments[0] == "classify" || report["precision"] as? String == "bfloat16")
        } else {
            #expect(outcome.error.contains("AVX512_BF16"))
        }
        #expect(try Executable.run(arguments + ["--precision", "float8"]).error.contains("float32"))
    }

    @Test(arguments: [
        ["mobilenet_v9"], ["mobilenet_v2", "--size", "0"], ["mobilenet_v2", "--size", "-5"],
        ["mobilenet_v2", "--size", "9000000000000000000"], ["mobilenet_v2", "--size", "20000", "--batch", "256"],
        ["mobilenet_v2", "--threads", "100000"], ["mobilenet_v2", "--tasks", "0"], ["mobilenet_v2", "--tasks", "1000"],
        ["mobilenet_v2", "--weights", "/dev/zero"],
    ])
    func badBench(_ arguments: [String]) throws {
        let outcome = try Executable.run(["bench"] + arguments)
        #expect(outcome.status != 0)
        #expect(outcome.error.hasPrefix("Error: "))
    }

    /// safetensors → .pth → safetensors gives the same tensors; float16 halves them.
    @Test func convertThereAndBack() throws {
        try withTemporaryFolder { folder in
            let graph = try Catalogue.entry("mobilenet_v2").graph()
            let weights = Weights(randomFor: graph)
            try Safetensors.write(weights, to: folder + "/a.safetensors")
            for (from, to) in [("a.safetensors", "b.pth"), ("b.pth", "c.safetensors")] {
                let outcome = try Executable.run("convert", "\(folder)/\(from)", "\(folder)/\(to)", "--json")
                #expect(outcome.status == 0, "\(outcome.error)")
                let report = try #require(outcome.objects().first)
                #expect(report["tensors"] as? Int == weights.count)
            }
            let back = try Safetensors.read(contentsOf: folder + "/c.safetensors")
            #expect(back.paths == weights.paths)
            #expect(
                back.allSatisfy {
                    $0.value.shape == weights[$0.key]!.shape && $0.value.floats() == weights[$0.key]!.floats()
                })

            let outcome = try Executable.run(
                "convert", folder + "/b.pth", folder + "/half.safetensors", "--dtype", "float16", "--model",
                "mobilenet_v2", "--metadata", "licence=BSD-3-Clause")
            #expect(outcome.status == 0, "\(outcome.error)")
            let half = try Safetensors.read(contentsOf: folder + "/half.safetensors")
            #expect(half.allSatisfy { $0.value.scalarType == .float16 })
            #expect(half.metadata["licence"] == "BSD-3-Clause")
            #expect(Array(half.paths) == Array(graph.parameters.keys))
        }
    }

    @Test func badConvert() throws {
        try withTemporaryFolder { folder in
            let graph = try Catalogue.entry("mobilenet_v2").graph()
            var weights = Weights(randomFor: graph)
            weights["classifier.1.bias"] = Tensor(zeros: [10])
            weights["features.0.0.weight"] = nil
            try Safetensors.write(weights, to: folder + "/a.safetensors")
            let wrong = try Executable.run(
                "convert", folder + "/a.safetensors", folder + "/b.safetensors", "--model", "mobilenet_v2")
            #expect(wrong.status == 1)
            #expect(wrong.error.contains("missing     features.0.0.weight: needs 32×3×3×3"))
            #expect(wrong.error.contains("mis-shaped  classifier.1.bias: needs 1000, has 10"))
            #expect(!FileManager.default.fileExists(atPath: folder + "/b.safetensors"))

            try Safetensors.write(Weights(["big": Tensor([1e6], shape: [1])]), to: folder + "/big.safetensors")
            let large = try Executable.run(
                "convert", folder + "/big.safetensors", folder + "/b.safetensors", "--dtype", "float16")
            #expect(large.status == 1)
            #expect(large.error.contains("too large for float16"))

            for arguments in [
                [folder + "/absent.pth", folder + "/b.safetensors"], [folder + "/big.safetensors", folder + "/b.txt"],
                [folder + "/big.safetensors", folder + "/b.pth", "--dtype", "int4"],
                [folder + "/big.safetensors", folder + "/b.pth", "--metadata", "nonsense"],
            ] {
                let outcome = try Executable.run(["convert"] + arguments)
                #expect(outcome.status != 0)
                #expect(outcome.error.hasPrefix("Error: "))
            }
        }
    }

    @Test func aReaderThatGoesAwayIsNoCrash() throws {
        let outcome = try Executable.shell("'\(Executable.path)' models | head -c 1; exit 0")
        #expect(outcome.status == 0)
        #expect(outcome.error.isEmpty)
    }
}
