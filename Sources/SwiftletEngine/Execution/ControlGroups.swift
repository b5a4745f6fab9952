/// The Linux control groups that the process belongs to, and their limits.
///
/// `/proc/self/cgroup` names a group in each hierarchy, `/proc/self/mountinfo` where hierarchies are mounted, and files in the
/// groups' folders have the limits (proc(5), cgroups(7)). Limits are nested: the limits of the groups around a group hold for it
/// too. What is missing or makes no sense counts as no limit.
package struct ControlGroups {
    /// A group's folder, and whether it is of version 2.
    struct Folder {
        let path: String
        let isUnified: Bool
    }

    private let root: String

    /// - Parameter root: The folder that `/proc` and all mount points lie in. For tests.
    package init(root: String = "") {
        self.root = root
    }

    /// The folders of the process's groups, and of the groups around them, in the hierarchies that could limit something.
    /// - Parameter controller: The name of the controller in version 1: `cpu`, `memory`.
    func folders(limiting controller: String) -> [Folder] {
        guard let groups = SystemFile.text(root + "/proc/self/cgroup"),
            let mounts = SystemFile.text(root + "/proc/self/mountinfo")
        else { return [] }
        let memberships = groups.split(separator: "\n").compactMap { Membership($0, controller) }
        return mounts.split(separator: "\n").lazy.compactMap { Mount($0, controller) }.flatMap { mount in
            memberships.filter { $0.isUnified == mount.isUnified }.flatMap { mount.folders(of: $0.path) }
                .map { Folder(path: $0, isUnified: mount.isUnified) }
        }
    }

    /// The text of a file in a group's folder; nil if it cannot be read.
    func text(_ folder: Folder, _ file: String) -> String? { SystemFile.text(root + folder.path + "/" + file) }

    /// The first word of a file, as a number.
    func number(_ folder: Folder, _ file: String) -> Int? {
        text(folder, file)?.split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
    }

    /// A line of `/proc/self/cgroup`, `4:cpu,cpuacct:/user.slice` or, of version 2, `0::/user.slice`.
    private struct Membership {
        let isUnified: Bool
        let path: String

        /// Nil for a hierarchy without the controller.
        init?(_ line: Substring, _ controller: String) {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3, fields[2].hasPrefix("/") else { return nil }
            isUnified = fields[0] == "0" && fields[1].isEmpty
            guard isUnified || fields[1].split(separator: ",").contains(controller[...]) else { return nil }
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

        /// Nil for a mount that is not a hierarchy with the controller.
        init?(_ line: Substring, _ controller: String) {
            let fields = line.split(separator: " ")
            guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count >= dash + 3 else { return nil }
            isUnified = fields[dash + 1] == "cgroup2"
            guard
                isUnified
                    || fields[dash + 1] == "cgroup" && fields.last!.split(separator: ",").contains(controller[...])
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
