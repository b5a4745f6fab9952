/// The Linux control groups that the process belongs to, as far as they limit its processor time.
///
/// `/proc/self/cgroup` names a group in each hierarchy, `/proc/self/mountinfo` where hierarchies are mounted, and files in the
/// groups' folders have the limits: `cpu.max` in version 2, `cpu.cfs_quota_us` and `cpu.cfs_period_us` in version 1
/// (proc(5), cgroups(7), the kernel's `cgroup-v2.rst` and `sched-bwc.rst`). Limits are nested: what a group may use, those around
/// it limit too. What is missing or makes no sense counts as no limit.
package struct ControlGroups {
    private let root: String

    /// - Parameter root: The folder that `/proc` and all mount points lie in. For tests.
    package init(root: String = "") {
        self.root = root
    }

    /// Seconds of processor time that the process may use a second: the least of all its groups' limits; nil without one.
    package var processorQuota: Double? {
        guard let groups = text("/proc/self/cgroup"), let mounts = text("/proc/self/mountinfo") else { return nil }
        let memberships = groups.split(separator: "\n").compactMap(Membership.init)
        var least: Double?
        for mount in mounts.split(separator: "\n").lazy.compactMap(Mount.init) {
            for membership in memberships where membership.isUnified == mount.isUnified {
                for folder in mount.folders(of: membership.path) {
                    guard let quota = mount.isUnified ? unifiedQuota(folder) : quota(folder) else { continue }
                    least = min(least ?? quota, quota)
                }
            }
        }
        return least
    }

    /// Version 2: microseconds or `max`, and the microseconds of a period.
    private func unifiedQuota(_ folder: String) -> Double? {
        guard let words = text(folder + "/cpu.max")?.split(whereSeparator: \.isWhitespace), words.count == 2 else {
            return nil
        }
        return ratio(Int(words[0]), Int(words[1]))
    }

    /// Version 1: microseconds, −1 without a limit.
    private func quota(_ folder: String) -> Double? {
        func number(_ file: String) -> Int? {
            text(folder + file)?.split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
        }
        return ratio(number("/cpu.cfs_quota_us"), number("/cpu.cfs_period_us"))
    }

    private func ratio(_ quota: Int?, _ period: Int?) -> Double? {
        guard let quota, let period, quota > 0, period > 0 else { return nil }
        return Double(quota) / Double(period)
    }

    private func text(_ path: String) -> String? { SystemFile.text(root + path) }

    /// A line of `/proc/self/cgroup`, `4:cpu,cpuacct:/user.slice` or, of version 2, `0::/user.slice`.
    private struct Membership {
        let isUnified: Bool
        let path: String

        /// Nil for a hierarchy that does not limit processor time.
        init?(_ line: Substring) {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3, fields[2].hasPrefix("/") else { return nil }
            isUnified = fields[0] == "0" && fields[1].isEmpty
            guard isUnified || fields[1].split(separator: ",").contains("cpu") else { return nil }
            path = String(fields[2])
        }
    }

    /// A line of `/proc/self/mountinfo`,
    /// `31 23 0:26 /group /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:9 - cgroup cgroup rw,cpu,cpuacct`.
    private struct Mount {
        let isUnified: Bool
        /// The group that the mount point shows.
        let group: String
        let point: String

        /// Nil for what is no hierarchy that limits processor time.
        init?(_ line: Substring) {
            let fields = line.split(separator: " ")
            guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count >= dash + 3 else { return nil }
            isUnified = fields[dash + 1] == "cgroup2"
            guard
                isUnified
                    || fields[dash + 1] == "cgroup" && fields.last!.split(separator: ",").contains("cpu")
            else { return nil }
            group = Self.unescaped(fields[3])
            point = Self.unescaped(fields[4])
        }

        /// The folders of a group and of those around it, as far as they can be seen here.
        func folders(of path: String) -> [String] {
            let names = path.split(separator: "/")
            let shown = group.split(separator: "/")
            // In a container the mount may show a group of the host that the path does not begin with: then its top is ours.
            guard names.starts(with: shown), !names.contains("..") else { return [point] }
            var folder = point == "/" ? "" : point
            return [folder]
                + names.dropFirst(shown.count).map { name in
                    folder += "/" + name
                    return folder
                }
        }

        /// Spaces and the like are written as `\040`, three octal digits.
        private static func unescaped(_ field: Substring) -> String {
            guard field.contains("\\") else { return String(field) }
            var bytes: [UInt8] = []
            var rest = field.utf8[...]
            while let byte = rest.popFirst() {
                let digits = rest.prefix(3)
                if byte == UInt8(ascii: "\\"), digits.count == 3,
                    let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
                {
                    bytes.append(code)
                    rest = rest.dropFirst(3)
                } else {
                    bytes.append(byte)
                }
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}
