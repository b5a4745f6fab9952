import SwiftletGraphs

extension ControlGroups {
    /// Bytes that the process's groups leave to it: the least of all their limits less what they use; nil without a limit.
    ///
    /// `memory.max` and `memory.current` in version 2, `memory.limit_in_bytes` and `memory.usage_in_bytes` in version 1 (the
    /// kernel's `cgroup-v2.rst` and `memory.rst`). Contents of files that the system keeps count as used there, but make
    /// room: they are left out.
    ///
    /// - Parameter swap: Free bytes of the machine's swap, of which the group may use some.
    package func availableMemory(swap: Int) -> Int? {
        availableMemory(in: folders(limiting: "memory"), swap: swap)
    }

    func availableMemory(in folders: [Folder], swap: Int) -> Int? {
        folders.compactMap { folder in
            let names = folder.isUnified ? Names.version2 : Names.version1
            // Version 1 writes a number near 2⁶³ where there is no limit.
            guard let limit = number(folder, names.limit), (0..<1 << 60).contains(limit) else { return nil }
            let kept = keptFiles(folder, names)
            let used = max(0, max(0, number(folder, names.usage) ?? 0) - kept)
            return max(0, limit - used).addingSaturating(freeSwap(folder, of: swap))
        }.min()
    }

    private struct Names {
        let limit: String
        let usage: String
        let files: Set<Substring>

        static let version1 = Names(
            limit: "memory.limit_in_bytes", usage: "memory.usage_in_bytes",
            files: ["total_inactive_file", "total_active_file"])
        static let version2 = Names(
            limit: "memory.max", usage: "memory.current", files: ["inactive_file", "active_file"])
    }

    /// Bytes of files' contents that the group's memory holds.
    private func keptFiles(_ folder: Folder, _ names: Names) -> Int {
        (text(folder, "memory.stat") ?? "").split(separator: "\n").reduce(0) { sum, line in
            let words = line.split(separator: " ")
            guard words.count == 2, names.files.contains(words[0]), let bytes = Int(words[1]), bytes >= 0 else {
                return sum
            }
            return sum.addingSaturating(bytes)
        }
    }

    /// What of the machine's free swap the group may take. Version 1 does not tell it apart.
    private func freeSwap(_ folder: Folder, of swap: Int) -> Int {
        guard folder.isUnified, let limit = number(folder, "memory.swap.max"), limit >= 0 else { return swap }
        return min(swap, max(0, limit - max(0, number(folder, "memory.swap.current") ?? 0)))
    }
}
