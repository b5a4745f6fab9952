import Foundation
import TestSupport
import Testing

/// Memory that the system does not give: an error with status 1, never a signal.
@Suite(.serialized) struct MemoryTests {
    private static var refusal: Regex<Substring> {
        /Error: \S+: .+ needs [0-9.]+ [KMGTPE]iB of memory; the system has [0-9.]+ [KMGTPE]iB\n/
    }

    /// Sizes that only a planner can count, whatever the command.
    @Test(arguments: [
        ["bench"], ["profile", "--runs", "1"], ["analyze", "--measure"], ["lut"],
    ])
    func hugePictures(command: [String]) throws {
        try withTemporaryFolder { folder in
            for size in ["60000", "300000x200000", "1000000000", "2000000000x4000000000", "1x9000000000000000"] {
                let outcome = try Executable.run(
                    [command[0], "mobilenet_v2", "--size", size, "--threads", "2"] + command.dropFirst(),
                    environment: ["XDG_CACHE_HOME": folder])
                #expect(outcome.status == 1, "\(size): \(outcome.error)")
                #expect(outcome.error.hasPrefix("Error: ") && outcome.output.isEmpty, "\(outcome.error)")
            }
        }
    }

    @Test func largeBatchesOfLargePictures() throws {
        for command in [["bench", "vgg16"], ["profile", "mobilenet_v2"]] {
            let outcome = try Executable.run(
                command + ["--batch", "256", "--size", "4096", "--threads", "1"])
            #expect(outcome.status == 1)
            #expect(outcome.error.wholeMatch(of: Self.refusal) != nil, "\(outcome.error)")
            #expect(outcome.error.contains("an input of 256×3×4096×4096 needs "))
        }
        let pictures = Array(repeating: Executable.samples + "/rocket.jpg", count: 256)
        let outcome = try Executable.run(["classify", "--batch", "256", "--size", "4096", "--threads", "1"] + pictures)
        #expect(outcome.status == 1)
        #expect(outcome.error.wholeMatch(of: Self.refusal) != nil, "\(outcome.error)")
    }

    @Test func aTensorThatTheNetworkCannotBeRunOn() throws {
        try withTemporaryFolder { folder in
            // Zeros that take no room on the disk.
            let header = #"{"input":{"dtype":"F32","shape":[1,3,4000,4000],"data_offsets":[0,192000000]}}"#
            let path = folder + "/x.safetensors"
            var length = UInt64(header.utf8.count).littleEndian
            try (Data(bytes: &length, count: 8) + Data(header.utf8)).write(to: URL(filePath: path))
            let file = try #require(FileHandle(forWritingAtPath: path))
            try file.truncate(atOffset: UInt64(8 + header.utf8.count) + 192_000_000)
            try file.close()
            let outcome = try Executable.shell(
                "ulimit -v 800000; exec $swiftlet run --threads 1 --input \(path) --output \(folder)/y.safetensors")
            #expect(outcome.status == 1)
            #expect(outcome.error.wholeMatch(of: Self.refusal) != nil, "\(outcome.error)")
        }
    }

    #if os(Linux)
    /// From so little that the process cannot begin to more than enough: what does not fit is said.
    @Test(arguments: [
        "bench vgg16 --threads 1 --seconds 0.1", "bench mobilenet_v2 --threads 2 --batch 32 --seconds 0.1",
        "profile mobilenet_v2 --threads 1 --size 448 --runs 1",
        "bench mobilenet_v2 --threads 1 --tasks 16 --seconds 0.1", "tune vgg11 --dry-run --no-wait --seconds 0.1",
        "analyze alexnet --measure --threads 1",
    ])
    func addressSpaceThatIsLimited(command: String) throws {
        try withTemporaryFolder { folder in
            for kibibytes in [350_000, 500_000, 700_000] {
                let outcome = try Executable.shell(
                    "ulimit -v \(kibibytes); exec $swiftlet \(command)", environment: ["XDG_CACHE_HOME": folder])
                // A signal would show as a status above 128.
                #expect(outcome.status == 0 || outcome.status == 1, "\(kibibytes) KiB: \(outcome.error)")
                #expect((outcome.status == 0) == outcome.error.isEmpty || outcome.error.hasPrefix("Error: "))
            }
            let outcome = try Executable.shell("ulimit -v 400000; exec $swiftlet bench vgg16 --threads 1")
            #expect(outcome.status == 1)
            #expect(outcome.error.wholeMatch(of: Self.refusal) != nil, "\(outcome.error)")
        }
    }
    #endif
}
