import Foundation
import Swiftlet
import TestSupport
import Testing

@Suite struct ConvertTests {
    private static let checkpoints = Repository.path("Tests/FormatsTests/Fixtures/Checkpoints")

    @Test func saysWhatItLeavesOut() throws {
        try withTemporaryFolder { folder in
            let source = Self.checkpoints + "/imagenet.pth"
            let outcome = try Executable.run("convert", source, folder + "/a.safetensors", "--json")
            #expect(outcome.status == 0, "\(outcome.error)")
            #expect(outcome.error.contains("\(source): Took the state dict “state_dict”."))
            #expect(outcome.error.contains("“best_acc1” (a tensor)"))
            let report = try #require(outcome.objects().first)
            #expect(report["tensors"] as? Int == 9)
            #expect(report["moving_average"] as? Bool == false)
            #expect(report["left_out"] as? [String] == ["epoch", "arch", "best_acc1", "optimizer", "scheduler"])
            #expect((report["notes"] as? [String])?.count == 2)
        }
    }

    @Test func choosesTheMovingAverageOrNot() throws {
        try withTemporaryFolder { folder in
            let file = folder + "/a.safetensors"
            for (options, start) in [([], 100), (["--ema"], 100), (["--no-ema"], 0), (["--key", "state_dict"], 0)] {
                let outcome = try Executable.run(["convert", Self.checkpoints + "/timm.pth", file, "--json"] + options)
                #expect(outcome.status == 0, "\(outcome.error)")
                #expect(try outcome.objects().first?["moving_average"] as? Bool == (start == 100))
                #expect(try Safetensors.read(contentsOf: file)["conv.weight"]?.floats().first == Float(start))
            }
        }
    }

    @Test func severalStateDictsNeedAKey() throws {
        try withTemporaryFolder { folder in
            let (source, file) = (Self.checkpoints + "/gan.pth", folder + "/a.safetensors")
            let outcome = try Executable.run("convert", source, file)
            #expect(outcome.status == 1)
            #expect(
                outcome.error.contains("“generator” (9 tensors), “discriminator” (9 tensors); choose one by its key"))
            #expect(!FileManager.default.fileExists(atPath: file))
            #expect(try Executable.run("convert", source, file, "--key", "discriminator").status == 0)
        }
    }

    @Test func labelsTravel() throws {
        try withTemporaryFolder { folder in
            try Safetensors.write(Weights(["w": Tensor([1], shape: [1])]), to: folder + "/a.safetensors")
            try Data("cat\ndog\n".utf8).write(to: URL(filePath: folder + "/labels.txt"))
            for (from, to, options) in [
                ("a.safetensors", "b.safetensors", ["--labels", folder + "/labels.txt"]),
                ("b.safetensors", "c.pth", []),
                ("c.pth", "d.safetensors", []),
            ] {
                let outcome = try Executable.run(
                    ["convert", folder + "/" + from, folder + "/" + to, "--json"] + options)
                #expect(outcome.status == 0, "\(outcome.error)")
                #expect(try outcome.objects().first?["labels"] as? Int == 2)
                #expect(outcome.error.contains("beside the state dict") == (to == "c.pth"))
            }
            #expect(
                try Safetensors.read(contentsOf: folder + "/d.safetensors").metadata["labels"] == "[\"cat\",\"dog\"]")

            try Data("[1, 2]".utf8).write(to: URL(filePath: folder + "/numbers.json"))
            for labels in ["/numbers.json", "/absent.txt"] {
                let outcome = try Executable.run(
                    "convert", folder + "/a.safetensors", folder + "/e.safetensors", "--labels", folder + labels)
                #expect(outcome.status == 1)
                #expect(outcome.error.hasPrefix("Error: \(folder)\(labels): "))
            }
        }
    }
}
