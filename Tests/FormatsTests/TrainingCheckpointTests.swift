import Foundation
import SwiftletFormats
import SwiftletTensors
import TestSupport
import Testing

/// Checkpoints as training scripts save them; see `Tools/fixtures/make_checkpoint_fixtures.py`. The parameters of a state dict are
/// 0, 1, 2 …; a moving average's start at 100.
@Suite struct TrainingCheckpointTests {
    private func open(_ name: String, _ options: CheckpointOptions = .init()) throws -> Checkpoint {
        try WeightsFile.open(
            contentsOf: #require(Bundle.module.resourceURL).appending(path: "Fixtures/Checkpoints/\(name)").path,
            options: options)
    }

    private func expectError(
        _ name: String, _ options: CheckpointOptions = .init(), _ reasons: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let error = #expect(throws: FormatError.self, sourceLocation: sourceLocation) { try open(name, options) }
        for reason in reasons {
            #expect(
                error?.description.contains(reason) == true, "\(error?.description ?? "")",
                sourceLocation: sourceLocation)
        }
    }

    private let plain = CheckpointOptions(movingAverage: .never)
    private let average = CheckpointOptions(movingAverage: .required)

    private func check(_ checkpoint: Checkpoint, startsAt start: Float, prefix: String = "") {
        #expect(checkpoint.weights[prefix + "conv.weight"]?.floats() == [start, start + 1])
        #expect(checkpoint.weights[prefix + "norm.running_var"]?.floats() == [start + 10, start + 11])
        #expect(checkpoint.weights[prefix + "norm.num_batches_tracked"]?.scalarType == .int64)
        #expect(checkpoint.weights[prefix + "head.weight"]?.shape == [3, 2])
        #expect(checkpoint.isMovingAverage == (start == 100))
        #expect(checkpoint.notes.joined().contains("an exponential moving average") == (start == 100))
    }

    @Test(arguments: ["imagenet.pth", "legacy_imagenet.pth"])
    func aStrayTensorIsNoStateDict(_ name: String) throws {
        let checkpoint = try open(name)
        check(checkpoint, startsAt: 0)
        #expect(checkpoint.weights.count == 9)
        #expect(checkpoint.leftOut == ["epoch", "arch", "best_acc1", "optimizer", "scheduler"])
        #expect(checkpoint.notes.joined().contains("“best_acc1” (a tensor)"))
        expectError(name, average, "no moving average", "“state_dict” (9 tensors)")
        let momentum = try open(name, .init(key: "optimizer.state.0"))
        #expect(Array(momentum.weights.paths) == ["momentum_buffer"])
        expectError(name, .init(key: "state_dict.none"), "no key “none” in “state_dict”", "“conv.weight”")
    }

    @Test func theMovingAverageComesFirst() throws {
        let timm = try open("timm.pth")
        check(timm, startsAt: 100)
        #expect(timm.leftOut.contains("state_dict"))
        #expect(timm.notes.joined().contains("“argparse.Namespace”"))
        check(try open("timm.pth", average), startsAt: 100)
        check(try open("timm.pth", plain), startsAt: 0)
        check(try open("timm.pth", .init(key: "state_dict")), startsAt: 0)
        check(try open("ema_only.pth"), startsAt: 100)
        expectError("ema_only.pth", plain, "only a moving average", "“state_dict_ema”")
        let torchvision = try open("torchvision.pth")
        check(torchvision, startsAt: 100, prefix: "module.")
        #expect(torchvision.weights["n_averaged"]?.floats() == [0])
        check(try open("torchvision.pth", plain), startsAt: 0)
        check(try open("shadow.pth"), startsAt: 100)
        check(try open("shadow.pth", plain), startsAt: 0)
    }

    @Test func severalNetworksAreAnError() throws {
        expectError("gan.pth", .init(), "“generator” (9 tensors), “discriminator” (9 tensors)")
        check(try open("gan.pth", .init(key: "generator")), startsAt: 0)
        #expect(try open("gan.pth", .init(key: "discriminator")).weights["conv.weight"]?.floats() == [100, 101])
        let deep = try open("deep.pth")
        check(deep, startsAt: 0)
        #expect(deep.notes.first == "Took the state dict “run.epochs.0.backbone”.")
        #expect(deep.leftOut == ["loss"])
    }

    @Test func prefixesAreKept() throws {
        check(try open("compiled.pth"), startsAt: 0, prefix: "module._orig_mod.")
        check(try open("lightning.pth"), startsAt: 0, prefix: "model.")
        let flat = try open("trainer.pth")
        check(flat, startsAt: 0, prefix: "mobilenet_v2.")
        #expect(flat.notes == [])
        #expect(flat.leftOut == [])
    }

    @Test(arguments: ["openmmlab.pth", "lightning.pth", "named_classes.pth"])
    func labelsAreFound(_ name: String) throws {
        #expect(try open(name).labels == ["cat", "dog", "éléphant"])
        #expect(try open("imagenet.pth").labels == nil)
    }

    @Test(arguments: ["objects.pth", "protocol4_objects.pth"])
    func otherObjectsAreSkipped(_ name: String) throws {
        let checkpoint = try open(name)
        check(checkpoint, startsAt: 0)
        for key in ["counter", "size", "device", "bytes", "complex", "1", "7", "namespace", "numpy", "?"] {
            #expect(checkpoint.leftOut.contains(key), "\(key)")
        }
        let note = try #require(checkpoint.notes.last)
        #expect(note.hasPrefix("Skipped without executing it: "))
        #expect(note.contains("“argparse.Namespace”"))
    }

    @Test(arguments: ["tensors.pth", "protocol5_tensors.pth"])
    func tensorsWithoutACounterpartAreNamed(_ name: String) throws {
        let checkpoint = try open(name)
        let weights = checkpoint.weights
        #expect(
            Array(weights.paths) == ["a.weight", "a.tied", "b.attributed", "c.parameter", "d.negative", "e.buffer"])
        #expect(weights["a.tied"]?.floats() == [0, 1, 2, 3, 4, 5])
        #expect(weights["b.attributed"]?.floats() == [1, 2, 3, 4, 5, 6])
        #expect(weights["c.parameter"]?.floats() == [2, 3, 4, 5, 6, 7])
        #expect(weights["d.negative"]?.floats() == [-1, -3])
        #expect(weights["e.buffer"]?.floats() == [3, 4, 5, 6, 7, 8])
        #expect(
            checkpoint.leftOut == [
                "x.complex", "x.float8", "x.uint16", "x.meta", "x.sparse", "x.csr", "x.quantized", "x.channels",
                "_extra_state",
            ])
        #expect(checkpoint.notes.joined().contains("“x.float8” (a tensor of float8_e4m3fn)"))
        #expect(checkpoint.notes.joined().contains("“x.sparse” (a tensor that is sparse)"))
    }

    @Test func whatUnknownCodeWouldMakeIsAnError() throws {
        expectError("subclass.pth", .init(), "tensor “a.weight”: would be made by “__main__.Handed”")
        expectError("handed.pth", .init(), "tensor “conv.weight”: is an argument of “__main__.Handed”")
        expectError(
            "module.pth", .init(), "whole pickled model", "“__main__.Net”", "torch.save(model.state_dict(), path)")
        expectError("ultralytics.pth", .init(), "whole pickled model", "“__main__.Net”")
        check(try open("module_and_state.pth"), startsAt: 0)
        expectError("script.pt", .init(), "TorchScript", "state_dict()")
    }

    @Test func labelsTravel() throws {
        let scratch = try TemporaryFolder()
        let labels = ["a \"b\"", "é\n", ""]
        var weights = Weights()
        weights["w"] = Tensor([1, 2], shape: [2])
        for name in ["a.safetensors", "a.pth"] {
            try WeightsFile.write(weights, to: scratch.path(name), labels: labels)
            let read = try WeightsFile.open(contentsOf: scratch.path(name))
            #expect(read.labels == labels)
            #expect(read.weights["w"]?.floats() == [1, 2])
            #expect(read.leftOut == [])
        }
        try expectLabels("cat\ndog\n", ["cat", "dog"])
        try expectLabels("cat\r\ndog", ["cat", "dog"])
        try expectLabels(" [\"cat\", \"d\\u00f6g\"]\n", ["cat", "dög"])
        try expectLabels("{\"1\": \"dog\", \"0\": \"cat\"}", ["cat", "dog"])
        try expectLabels("{\"dog\": 1, \"cat\": 0}", ["cat", "dog"])
        for text in ["1000", "[1, 2]", "[\"cat\"", "{\"0\": \"cat\", \"2\": \"dog\"}", "{\"cat\": 0, \"dog\": 0}", ""] {
            try expectLabels(text, nil)
        }
        try expectLabels(String(repeating: "x", count: 2000) + "\ndog", nil)
        try expectLabels(String(repeating: "x\n", count: 70_000), nil)
    }

    private func expectLabels(
        _ text: String, _ labels: [String]?, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let scratch = try TemporaryFolder()
        var weights = Weights()
        weights["w"] = Tensor([1], shape: [1])
        weights.metadata["classes"] = text
        try Safetensors.write(weights, to: scratch.path("a.safetensors"))
        let read = try WeightsFile.open(contentsOf: scratch.path("a.safetensors"))
        #expect(read.labels == labels, sourceLocation: sourceLocation)
        let file = try scratch.write(Array(text.utf8), "labels")
        #expect((try? ClassLabels.read(contentsOf: file)) == labels, sourceLocation: sourceLocation)
    }

    @Test func safetensorsHaveNoAverage() throws {
        let scratch = try TemporaryFolder()
        try Safetensors.write(samples(), to: scratch.path("a.safetensors"))
        for options in [average, CheckpointOptions(key: "state_dict")] {
            #expect(throws: FormatError.self) {
                try WeightsFile.open(contentsOf: scratch.path("a.safetensors"), options: options)
            }
        }
        #expect(
            try WeightsFile.open(contentsOf: scratch.path("a.safetensors"), options: plain).weights.count
                == samples().count)
    }
}
