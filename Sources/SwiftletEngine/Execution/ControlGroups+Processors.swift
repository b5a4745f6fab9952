extension ControlGroups {
    /// Seconds of processor time that the process may use a second: the least of all its groups' limits; nil without one.
    ///
    /// `cpu.max` in version 2, `cpu.cfs_quota_us` and `cpu.cfs_period_us` in version 1 (the kernel's `cgroup-v2.rst` and
    /// `sched-bwc.rst`).
    package var processorQuota: Double? {
        folders(limiting: "cpu").compactMap { $0.isUnified ? unifiedQuota($0) : quota($0) }.min()
    }

    /// Version 2: microseconds or `max`, and the microseconds of a period.
    private func unifiedQuota(_ folder: Folder) -> Double? {
        guard let words = text(folder, "cpu.max")?.split(whereSeparator: \.isWhitespace), words.count == 2 else {
            return nil
        }
        return ratio(Int(words[0]), Int(words[1]))
    }

    /// Version 1: microseconds, −1 without a limit.
    private func quota(_ folder: Folder) -> Double? {
        ratio(number(folder, "cpu.cfs_quota_us"), number(folder, "cpu.cfs_period_us"))
    }

    private func ratio(_ quota: Int?, _ period: Int?) -> Double? {
        guard let quota, let period, quota > 0, period > 0 else { return nil }
        return Double(quota) / Double(period)
    }
}
