import Foundation
import Swiftlet
import TestSupport
import Testing

@Suite struct AnalyzeTests {
    @Test(arguments: ["analyze", "roofline", "lut", "dot"])
    func helpHasAnExampleAndJSON(_ command: String) throws {
        let outcome = try Executable.run(command, "--help")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("Example") && outcome.output.contains("swiftlet \(command)"))
        #expect(outcome.output.contains("--json"))
        #expect(try Executable.run(command, "--no-such-option").status != 0)
    }

    @Test func json() throws {
        let outcome = try Executable.run("analyze", "mobilenet_v2", "--batch", "2", "--json")
        #expect(outcome.status == 0)
        let report = try #require(outcome.objects().first)
        let shared: Set = [
            "parameters", "macs", "flops", "activations", "memory_access_bytes", "peak_memory_bytes", "layers",
            "input", "model",
        ]
        #expect(shared.isSubset(of: report.keys))
        #expect(report["model"] as? String == "mobilenet_v2" && report["input"] as? [Int] == [2, 3, 224, 224])
        #expect(report["macs"] as? Int == 2 * 300_774_272 && report["parameters"] as? Int == 3_504_872)
        let layers = try #require(report["layers"] as? [[String: Any]])
        for layer in layers {
            let keys = shared.subtracting(["model", "layers"]).union(["name", "kind", "output"])
            #expect(keys.isSubset(of: layer.keys), "\(layer)")
        }
        for key in ["parameters", "macs", "flops", "activations", "memory_access_bytes"] {
            #expect(layers.compactMap { $0[key] as? Int }.reduce(0, +) == report[key] as? Int)
        }
        #expect(layers.compactMap { $0["peak_memory_bytes"] as? Int }.max() == report["peak_memory_bytes"] as? Int)
        let depthwise = try #require(layers.first { $0["name"] as? String == "features.2.conv.1.0" })
        #expect(depthwise["kind"] as? String == "depthwise" && depthwise["groups"] as? Int == 96)
        #expect(depthwise["kernel"] as? [Int] == [3, 3] && depthwise["stride"] as? [Int] == [2, 2])
        #expect(report["measured_ms"] == nil && depthwise["measured_ms"] == nil)
    }

    @Test func treeFolds() throws {
        let shallow = try Executable.run("analyze", "mobilenet_v2", "--depth", "1").output
        let usual = try Executable.run("analyze", "mobilenet_v2").output
        let deep = try Executable.run("analyze", "mobilenet_v2", "--depth", "5").output
        let counts = [shallow, usual, deep].map { $0.split(separator: "\n").count }
        #expect(counts[0] < counts[1] && counts[1] < counts[2])
        #expect(shallow.contains("features") && !shallow.contains("\n  18 ") && usual.contains("\n  18 "))
        #expect(deep.contains("3×3/2 dw"))
        for text in [shallow, usual, deep] {
            #expect(text.contains("MACs          300,774,272") && text.contains("FLOPs         "))
            #expect(text.contains("491×491 pixels"))
            #expect(text.split(separator: "\n").allSatisfy { $0.count <= 140 })
        }
    }

    @Test func csv() throws {
        let outcome = try Executable.run("analyze", "squeezenet1_1", "--csv")
        let lines = outcome.output.split(separator: "\n")
        let graph = try Catalogue.entry("squeezenet1_1").graph()
        #expect(outcome.status == 0 && lines.count == graph.nodes.count + 1)
        #expect(lines[0].hasPrefix("name,kind,operation,input,output,kernel,stride,groups,parameters,macs,flops,"))
        // A field that has commas is quoted.
        #expect(
            lines[1].hasPrefix(
                "features.0,dense,\"convolution 3×3, stride 2×2\",1×3×224×224,1×64×111×111,3×3,2×2,1,1792,"))
    }

    @Test func sizeWidthAndType() throws {
        func report(_ options: String...) throws -> [String: Any] {
            let outcome = try Executable.run(["analyze", "mobilenet_v2", "--json"] + options)
            #expect(outcome.status == 0, "\(outcome.error)")
            return try #require(outcome.objects().first)
        }
        let half = try report("--width", "0.5")
        let catalogue = try Catalogue.entry("mobilenet_v2_050")
        #expect(half["macs"] as? Int == catalogue.macs && half["parameters"] as? Int == catalogue.parameters)
        let (single, bytes) = (try report(), try report("--dtype", "int8"))
        #expect(single["memory_access_bytes"] as? Int == 4 * (bytes["memory_access_bytes"] as? Int ?? 0))
        #expect(try report("--size", "96")["input"] as? [Int] == [1, 3, 96, 96])
    }

    @Test(arguments: [
        (["vgg16", "--width", "2"], "VGG has no width multiplier"), (["gone.onnx"], "gone.onnx: No such file"),
        (["gone.onnx", "--width", "0.5"], "has the width that it has"),
        (["mobilenet_v9"], "did you mean"), (["mobilenet_v2", "--size", "0"], "--size"),
        (["mobilenet_v2", "--width", "0"], "--width"), (["mobilenet_v2", "--width", "nan"], "--width"),
        (["mobilenet_v2", "--width", "1e30"], "--width"), (["mobilenet_v2", "--depth", "0"], "--depth"),
        (["mobilenet_v2", "--dtype", "int4"], "dtype"), (["mobilenet_v2", "--json", "--csv"], "exclude"),
        (["alexnet", "--size", "8"], "larger picture"), (["mobilenet_v2", "--measure", "--dtype", "int8"], "float32"),
        (["mobilenet_v2", "--size", "9000000000000000000"], "Error"), (["mobilenet_v2", "--threads", "0"], "threads"),
    ])
    func bad(_ arguments: [String], _ reason: String) throws {
        let outcome = try Executable.run(["analyze"] + arguments)
        #expect(outcome.status != 0 && outcome.output.isEmpty)
        #expect(outcome.error.hasPrefix("Error: ") && outcome.error.contains(reason), "\(outcome.error)")
    }

    private static let fixtures = Repository.path("Tests/ONNXTests/Fixtures")

    @Test func onnxFile() throws {
        let file = Self.fixtures + "/mobile-open.onnx"
        let outcome = try Executable.run("analyze", file, "--size", "32", "--batch", "2", "--json")
        let report = try #require(outcome.objects().first, "\(outcome.error)")
        #expect(report["model"] as? String == "mobile-open" && report["input"] as? [Int] == [2, 3, 32, 32])
        let layers = try #require(report["layers"] as? [[String: Any]])
        let names = layers.compactMap { $0["name"] as? String }
        #expect(names.contains("stem.0") && names.contains("features.1.1.0") && names.contains("classifier"))
        #expect(layers.compactMap { $0["macs"] as? Int }.reduce(0, +) == report["macs"] as? Int)
        // The stem: 3 → 8 channels by 3×3 on maps of 16×16, two pictures.
        #expect(layers.first?["macs"] as? Int == 2 * 16 * 16 * 27 * 8)
        #expect(layers.last?["macs"] as? Int == 2 * 8 * 5)
        let tree = try Executable.run("analyze", file, "--size", "32", "--depth", "1").output
        #expect(tree.contains("features") && tree.contains("classifier") && !tree.contains("fc1"))

        #expect(try Executable.run("analyze", file).error.contains("--size"))
        let measured = try Executable.run("profile", file, "--size", "32", "--runs", "2", "--threads", "1", "--json")
        #expect(try #require(measured.objects().first)["model"] as? String == "mobile-open", "\(measured.error)")
        #expect(try Executable.run("dot", file, "--size", "32").output.contains("digraph"))
        let other = try Executable.run("analyze", Self.fixtures + "/cases.safetensors")
        #expect(other.status != 0 && other.error.contains("is a file of weights, not a network"), "\(other.error)")
        let weights = try Executable.run("bench", file, "--pretrained")
        #expect(weights.status != 0 && weights.error.contains("weights of its own"), "\(weights.error)")
    }

    @Test func sharedTensorsAreSaid() throws {
        let outcome = try Executable.run("analyze", Self.fixtures + "/shared-script.onnx", "--json")
        let report = try #require(outcome.objects().first, "\(outcome.error)")
        #expect(report["parameters"] as? Int == 484)
        #expect(outcome.error.contains("tensors are shared by"), "\(outcome.error)")
        let shared = try #require(report["shared_tensors"] as? [[String: Any]])
        let kernel = try #require(shared.first { $0["name"] as? String == "blocks.0.weight" })
        #expect(kernel["layers"] as? [String] == ["blocks.0", "blocks.1", "blocks.2"])
        #expect(kernel["is_counted_once"] as? Bool == false)
    }

    /// Weights that grow with the picture, as a linear layer's do: refused before any are made.
    @Test(arguments: [["bench"], ["lut"], ["analyze", "--measure"]])
    func moreWeightsThanTheMachineHoldsAreRefused(_ command: [String]) throws {
        try withTemporaryFolder { folder in
            let outcome = try Executable.run(
                [command[0], "lenet5", "--size", "40000", "--threads", "1"] + command.dropFirst(),
                environment: ["XDG_CACHE_HOME": folder])
            #expect(outcome.status == 1 && outcome.error.contains("B of memory; the system has "), "\(outcome.error)")
        }
    }

    /// Extremes of the width do not trap, whatever the family.
    @Test func everyFamilysWidths() throws {
        for entry in Catalogue.entries where entry.architecture is any WidthMultiplier {
            for width in [0.05, 10] {
                let graph = try? entry.architecture(width: width)?.graph(name: entry.name)
                if let graph { #expect(Complexity(of: graph).macs == graph.macs) }
            }
        }
    }

    @Test func dot() throws {
        try withTemporaryFolder { folder in
            let text = try Executable.run("dot", "squeezenet1_1", "--depth", "3")
            #expect(text.status == 0 && text.output.hasPrefix("digraph \"squeezenet1_1\" {"))
            #expect(text.output.contains("expand3x3"))
            let json = try Executable.run("dot", "squeezenet1_1", "--json").objects().first
            #expect((json?["dot"] as? String)?.hasPrefix("digraph") == true)

            let picture = folder + "/picture.svg"
            let without = try Executable.run(
                "dot", "squeezenet1_1", "--svg", picture, environment: ["PATH": folder])
            #expect(without.status == 1 && without.error.contains("Graphviz, whose program 'dot' is not installed"))
            // A program of that name that copies what it gets.
            try "#!/bin/sh\nexec /bin/cat\n".write(toFile: folder + "/dot", atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/dot")
            let with = try Executable.run("dot", "squeezenet1_1", "--svg", picture, environment: ["PATH": folder])
            #expect(with.status == 0, "\(with.error)")
            #expect(try String(contentsOfFile: picture, encoding: .utf8).hasPrefix("digraph"))
            try "#!/bin/sh\nexit 3\n".write(toFile: folder + "/dot", atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/dot")
            let failing = try Executable.run("dot", "squeezenet1_1", "--svg", picture, environment: ["PATH": folder])
            #expect(failing.status == 1 && failing.error.contains("status 3"))
        }
    }

    @Test func lut() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/lut.json"
            let outcome = try Executable.run("lut", "lenet5", "--threads", "1", "--output", path)
            #expect(outcome.status == 0, "\(outcome.error)")
            #expect(outcome.output.contains("entries of lenet5"))
            let data = try Data(contentsOf: URL(filePath: path))
            let table = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
            let keys: Set = [
                "version", "kind", "name", "processor", "isa", "threads", "dtype", "entries", "omitted",
            ]
            #expect(Set(table.keys) == keys && table["kind"] as? String == "network")
            let read = try LatencyTable(contentsOf: path)
            #expect(try Array(data) == Array((read.json() + "\n").utf8))
            #expect(read.name == "lenet5" && read.threads == 1 && read.processor == Machine.current.processor)
            let entries = try #require(table["entries"] as? [[String: Any]])
            #expect(read.entries.count == entries.count)
            for entry in entries {
                let keys: Set = ["operation", "input", "output", "parameters", "macs", "ms", "least_ms", "layers"]
                #expect(keys.isSubset(of: entry.keys) && (entry["ms"] as? Double ?? 0) > 0)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["lut.json"])
            #expect(try Executable.run("lut", "lenet5", "--threads", "1").output.contains("convolution 5×5"))
        }
        for bad in [[], ["lenet5", "--space", "fbnet"], ["--space", "nothing"], ["--space", "fbnet", "--size", "3"]] {
            #expect(try Executable.run(["lut"] + bad).status != 0)
        }
    }

    /// Measured once, kept, and not believed when it is not what was kept.
    @Test func rooflineAndMeasure() throws {
        try withTemporaryFolder { folder in
            let environment = ["XDG_CACHE_HOME": folder]
            func measure() throws -> [String: Any] {
                let outcome = try Executable.run(
                    "analyze", "mobilenet_v3_small", "--size", "64", "--measure", "--threads", "1", "--json",
                    environment: environment)
                #expect(outcome.status == 0, "\(outcome.error)")
                return try #require(outcome.objects().first)
            }
            let report = try measure()
            let (measured, predicted) = (report["measured_ms"] as? Double ?? 0, report["predicted_ms"] as? Double ?? 0)
            #expect(measured > 0 && predicted > 0)
            let layers = try #require(report["layers"] as? [[String: Any]])
            let sum = layers.compactMap { $0["measured_ms"] as? Double }.reduce(0, +)
            #expect(abs(sum - measured) < 1e-6 * measured)
            let bounds = Set(layers.compactMap { $0["bound"] as? String })
            #expect(bounds.isSubset(of: ["compute", "overhead", "L1", "L2", "L3", "L4", "DRAM"]) && !bounds.isEmpty)

            let cache = folder + "/swiftlet"
            let file = try #require(
                FileManager.default.contentsOfDirectory(atPath: cache).first { !$0.hasSuffix(".lock") })
            #expect(file.hasPrefix("roofline-") && file.hasSuffix(".json"))
            let kept = try Data(contentsOf: URL(filePath: cache + "/" + file))
            let table = try Executable.run("roofline", "--threads", "1", environment: environment)
            #expect(table.status == 0 && table.output.contains("DRAM") && table.output.contains("GFLOP/s"))
            #expect(try Data(contentsOf: URL(filePath: cache + "/" + file)) == kept)
            try Data("{\"build\":\"\",\"roofline\":[[[[".utf8).write(to: URL(filePath: cache + "/" + file))
            let json = try #require(
                Executable.run("roofline", "--threads", "1", "--json", environment: environment).objects().first)
            #expect(
                json["version"] as? Int == Roofline.currentVersion && (json["threads"] as? [[String: Any]])?.count == 1)
            #expect(try Data(contentsOf: URL(filePath: cache + "/" + file)).count > 1000)
        }
    }
}
