import Foundation
import SwiftletEngine
import Testing

/// The number of processors that the process may use, by its affinity and the quotas of its control groups.
@Suite struct AvailableProcessorsTests {
    /// The quota from the given files of `/proc` and `/sys`, in a temporary folder.
    private static func quota(_ files: [String: String]) throws -> Double? {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("groups-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        for (path, text) in files {
            let file = root.appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return ControlGroups(root: root.path).processorQuota
    }

    private static let unified = "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n"
    private static let old =
        "25 23 0:22 / / rw - ext4 /dev/root rw\n"
        + "31 23 0:27 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:10 - cgroup cgroup rw,cpu,cpuacct\n"
        + "32 23 0:28 / /sys/fs/cgroup/memory rw shared:11 - cgroup cgroup rw,memory\n"

    @Test func unifiedGroupsAreNested() throws {
        func quota(_ outer: String?, _ inner: String?) throws -> Double? {
            var files = ["proc/self/cgroup": "0::/web.slice/worker\n", "proc/self/mountinfo": Self.unified]
            files["sys/fs/cgroup/web.slice/cpu.max"] = outer
            files["sys/fs/cgroup/web.slice/worker/cpu.max"] = inner
            return try Self.quota(files)
        }
        #expect(try quota("max 100000\n", "max 100000\n") == nil)
        #expect(try quota(nil, nil) == nil)
        #expect(try quota("max 100000\n", "150000 100000\n") == 1.5)
        #expect(try quota("50000 100000\n", "150000 100000\n") == 0.5)
        #expect(try quota("400000 100000\n", "max 100000\n") == 4)
        #expect(try quota("400000 100000\n", "25000 50000\n") == 0.5)
    }

    @Test func version1GroupsAreNested() throws {
        func quota(_ outer: String, _ inner: String, _ membership: String) throws -> Double? {
            try Self.quota([
                "proc/self/cgroup": membership, "proc/self/mountinfo": Self.old,
                "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
                "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
                "sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us": outer,
                "sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us": "100000\n",
                "sys/fs/cgroup/cpu,cpuacct/a/b/cpu.cfs_quota_us": inner,
                "sys/fs/cgroup/cpu,cpuacct/a/b/cpu.cfs_period_us": "50000\n",
            ])
        }
        let both = "5:memory:/\n4:cpu,cpuacct:/a/b\n0::/x\n"
        #expect(try quota("-1\n", "-1\n", both) == nil)
        #expect(try quota("-1\n", "125000\n", both) == 2.5)
        #expect(try quota("100000\n", "125000\n", both) == 1)
        // The process is in the outer group, or in none that limits processors.
        #expect(try quota("300000\n", "125000\n", "4:cpu,cpuacct:/a\n") == 3)
        #expect(try quota("100000\n", "125000\n", "4:cpuset:/a/b\n") == nil)
    }

    /// A container sees its own group at the mount point, under the host's name or `/`.
    @Test(arguments: [
        ("/docker/4f", "0::/docker/4f\n"), ("/", "0::/\n"), ("/docker/4f", "0::/\n"), ("/", "0::/../../other\n"),
        ("/docker/4f", "0::/docker/4fe\n"),
    ])
    func containersSeeTheirOwnGroup(shown: String, membership: String) throws {
        let mount = "30 23 0:26 \(shown) /sys/fs/cgroup ro - cgroup2 cgroup rw\n"
        #expect(
            try Self.quota([
                "proc/self/cgroup": membership, "proc/self/mountinfo": mount,
                "sys/fs/cgroup/cpu.max": "200000 100000\n",
            ]) == 2)
    }

    @Test func mountPointsMayHaveSpaces() throws {
        #expect(
            try Self.quota([
                "proc/self/cgroup": "0::/a b:c\n",
                "proc/self/mountinfo": "30 23 0:26 / /my\\040groups rw - cgroup2 none rw\n",
                "my groups/a b:c/cpu.max": "100000 100000\n",
            ]) == 1)
    }

    /// Nonsense sets no limit and does not trap.
    @Test(arguments: [
        "", "max", "max max max", "0 100000", "-5 100000", "100000 0", "1e3 5", "99999999999999999999 1", "100000",
        "\u{FFFD}\0 \0", "9223372036854775807 -9223372036854775808",
    ])
    func nonsenseIsNoLimit(text: String) throws {
        #expect(
            try Self.quota([
                "proc/self/cgroup": "0::/\n", "proc/self/mountinfo": Self.unified, "sys/fs/cgroup/cpu.max": text,
            ]) == nil)
        #expect(
            try Self.quota([
                "proc/self/cgroup": "1:cpu:/\n", "proc/self/mountinfo": Self.old,
                "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "100000",
                "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": String(text.reversed()),
            ]).map { $0 > 0 } != false)
        #expect(try Self.quota(["proc/self/cgroup": text, "proc/self/mountinfo": text]) == nil)
        #expect(try Self.quota(["proc/self/cgroup": "0::/\n", "proc/self/mountinfo": text + Self.unified]) == nil)
    }

    @Test func brokenLinesAreSkipped() throws {
        let mounts = "30 23 0:26 / - cgroup2\n- - - - - - - -\n30 23 0:26 / /\\9 rw - cgroup2 \\\n" + Self.unified
        let groups = "::\n0:\n0::\n0::x\n1:cpu\n\n0::/a\n"
        #expect(
            try Self.quota([
                "proc/self/cgroup": groups, "proc/self/mountinfo": mounts, "sys/fs/cgroup/a/cpu.max": "30000 10000",
            ]) == 3)
        #expect(try Self.quota([:]) == nil)
    }

    @Test func theFewestCount() {
        func count(_ online: Int, _ affinity: Int?, _ quota: Double?) -> Int {
            AvailableProcessors.count(online: online, affinity: affinity, quota: quota)
        }
        #expect(count(8, nil, nil) == 8)
        #expect(count(8, 3, nil) == 3)
        #expect(count(8, 3, 1.5) == 2)
        #expect(count(8, 3, 0.5) == 1)
        #expect(count(8, 8, 2) == 2)
        #expect(count(8, 8, 2.01) == 3)
        #expect(count(8, 2, 1e300) == 2)
        #expect(count(8, 2, .infinity) == 2)
        #expect(count(-1, nil, nil) == 1)
        #expect(count(100_000, nil, nil) == EngineConfiguration.maximumThreads)
        #expect((1...EngineConfiguration.maximumThreads).contains(EngineConfiguration.processors))
    }

    #if os(Linux)
    /// A thread bound to one processor counts one.
    @Test func affinityCounts() async {
        let found = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let all = AvailableProcessors.affinity
                let one = Self.held(toProcessor: 0) ? AvailableProcessors.affinity : 1
                continuation.resume(returning: (all, one))
            }
        }
        #expect(found.0.map { $0 >= 1 } == true)
        #expect(found.1 == 1)
    }

    /// Whether the system bound the calling thread to that processor.
    private static func held(toProcessor index: Int) -> Bool {
        // Swift does not import the function.
        typealias Function = @convention(c) (Int32, Int, UnsafePointer<UInt8>) -> Int32
        guard let symbol = dlsym(nil, "sched_setaffinity") else { return false }
        var set = [UInt8](repeating: 0, count: 128)
        set[index / 8] = 1 << (index % 8)
        return unsafeBitCast(symbol, to: Function.self)(0, set.count, set) == 0
    }
    #endif
}
