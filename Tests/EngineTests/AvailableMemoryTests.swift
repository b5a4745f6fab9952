import Foundation
import SwiftletEngine
import SwiftletGraphs
import SwiftletTensors
import Testing

/// How much memory the process can still take, and programs that need more.
@Suite struct AvailableMemoryTests {
    /// What groups leave in a folder with the given files, as `/proc` and `/sys` have them.
    private static func left(_ files: [String: String], swap: Int = 0) throws -> Int? {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("groups-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        for (path, text) in files {
            let file = root.appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return ControlGroups(root: root.path).availableMemory(swap: swap)
    }

    @Test func unifiedGroupsAreNested() throws {
        func left(_ outer: [String: String], _ inner: [String: String], swap: Int = 0) throws -> Int? {
            var files = [
                "proc/self/cgroup": "0::/web.slice/worker\n",
                "proc/self/mountinfo": "30 23 0:26 / /sys/fs/cgroup rw shared:9 - cgroup2 cgroup2 rw\n",
            ]
            for (name, text) in outer { files["sys/fs/cgroup/web.slice/" + name] = text }
            for (name, text) in inner { files["sys/fs/cgroup/web.slice/worker/" + name] = text }
            return try Self.left(files, swap: swap)
        }
        #expect(try left([:], [:]) == nil)
        #expect(try left(["memory.max": "max\n"], ["memory.max": "max\n", "memory.current": "5\n"]) == nil)
        #expect(try left([:], ["memory.max": "1000\n", "memory.current": "300\n"]) == 700)
        #expect(
            try left(
                ["memory.max": "800\n", "memory.current": "700\n"], ["memory.max": "1000\n", "memory.current": "300\n"])
                == 100)
        // Files' contents make room; what shared memory takes does not.
        let stat = "anon 200\nfile 400\nshmem 100\ninactive_file 250\nactive_file 50\n"
        let group = ["memory.max": "1000\n", "memory.current": "600\n", "memory.stat": stat]
        #expect(try left([:], group) == 700)
        #expect(try left([:], ["memory.max": "1000\n", "memory.current": "1700\n"]) == 0)
        // As much swap as the machine has free and the group may take.
        #expect(try left([:], group, swap: 5000) == 5700)
        var swapping = group
        swapping["memory.swap.max"] = "400\n"
        swapping["memory.swap.current"] = "100\n"
        #expect(try left([:], swapping, swap: 5000) == 1000)
        #expect(try left([:], swapping, swap: 200) == 900)
        swapping["memory.swap.max"] = "0\n"
        #expect(try left([:], swapping, swap: 5000) == 700)
    }

    @Test func version1GroupsAreNested() throws {
        let mounts =
            "31 23 0:27 / /sys/fs/cgroup/cpu rw shared:10 - cgroup cgroup rw,cpu\n"
            + "32 23 0:28 / /sys/fs/cgroup/memory rw shared:11 - cgroup cgroup rw,memory\n"
        func left(_ outer: String, _ inner: String) throws -> Int? {
            try Self.left([
                "proc/self/cgroup": "5:memory:/a/b\n4:cpu:/x\n", "proc/self/mountinfo": mounts,
                "sys/fs/cgroup/memory/a/memory.limit_in_bytes": outer,
                "sys/fs/cgroup/memory/a/memory.usage_in_bytes": "500\n",
                "sys/fs/cgroup/memory/a/b/memory.limit_in_bytes": inner,
                "sys/fs/cgroup/memory/a/b/memory.usage_in_bytes": "400\n",
                "sys/fs/cgroup/memory/a/b/memory.stat":
                    "inactive_file 7\ntotal_inactive_file 100\ntotal_active_file 1\n",
            ])
        }
        let none = "9223372036854771712\n"
        #expect(try left(none, none) == nil)
        #expect(try left("-1\n", "nonsense\n") == nil)
        #expect(try left("600\n", none) == 100)
        #expect(try left(none, "600\n") == 301)
        #expect(try left("10000\n", "600\n") == 301)
    }

    @Test func theLeastCounts() {
        func available(_ machine: Int, _ groups: Int?, _ limits: Int?) -> Int {
            AvailableMemory.byteCount(machine: machine, groups: groups, limits: limits)
        }
        #expect(available(1600, nil, nil) == 1500)
        #expect(available(1600, 800, nil) == 750)
        #expect(available(1600, 800, 160) == 150)
        #expect(available(64 << 30, nil, nil) == 64 << 30 - 64 << 20)
        #expect(available(1600, -5, nil) == 0)
        #expect(available(.max, .max, .max) == Int.max - 64 << 20)
        #expect(AvailableMemory.byteCount > 1 << 20)
    }

    @Test func theMachinesMemory() {
        let text = "MemTotal:  24683656 kB\nMemFree: 1 kB\nMemAvailable:   2000 kB\nSwapTotal: 9 kB\nSwapFree: 48 kB\n"
        #expect(AvailableMemory.Machine(text).available == 2048 << 10)
        #expect(AvailableMemory.Machine(text).freeSwap == 48 << 10)
        for nonsense in [nil, "", "MemAvailable:", "MemAvailable: x kB", "MemAvailable: 9223372036854775807 kB"] {
            #expect(AvailableMemory.Machine(nonsense).available == nil)
        }
    }

    @Test(arguments: [
        (0, "0.0 KiB"), (1023, "0.9 KiB"), (1536, "1.5 KiB"), (1 << 20, "1.0 MiB"), (65_713_000_000, "61.2 GiB"),
        (Int.max, "7.9 EiB"),
    ])
    func sizesAsText(bytes: Int, text: String) {
        let shortage = MemoryShortage(needed: bytes, available: 25_125_559_000)
        #expect(shortage.description == "\(text) of memory; the system has 23.4 GiB")
    }

    /// Networks that no machine can run are refused before anything large is made, with what they need.
    @Test(arguments: [
        [1 << 20, 16, 64, 64], [1, 16, 1 << 20, 1 << 14], [1, 16, 1, 1 << 35], [1 << 23, 16, 64, 64],
    ])
    func moreThanThereIsIsRefused(extents: [Int]) throws {
        let graph = try Graph.build("large", input: Shape(extents)) { x in
            x.conv("conv", 8, kernel: 3, padding: 1).relu().globalAveragePool().flatten().linear("fc", 3)
        }
        let weights = Weights([
            "conv.weight": Tensor(zeros: [8, 16, 3, 3]), "conv.bias": Tensor(zeros: [8]),
            "fc.weight": Tensor(zeros: [3, 8]), "fc.bias": Tensor(zeros: [3]),
        ])
        for threads in [1, 2] {
            let error = #expect(throws: EngineError.self) {
                _ = try Program(graph, weights: weights, configuration: .init(threads: threads))
            }
            let shortage = try #require(error?.shortage, "\(error.map { "\($0)" } ?? "")")
            #expect(shortage.needed > shortage.available && shortage.available > 0)
            #expect(error?.place.hasPrefix("large") == true)
            #expect(error?.reason.contains("\(shortage)") == true)
        }
    }
}
