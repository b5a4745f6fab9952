/// What a program or a run needs of memory, and what there is.
public struct MemoryShortage: Hashable, Sendable, CustomStringConvertible {
    /// Bytes; `Int.max` where they are more than can be counted.
    public let needed: Int
    /// Bytes that the process could still have taken.
    public let available: Int

    public init(needed: Int, available: Int) {
        self.needed = needed
        self.available = available
    }

    /// `61.2 GiB of memory; the system has 23.4 GiB`.
    public var description: String {
        "\(Self.text(needed)) of memory; the system has \(Self.text(available))"
    }

    /// Binary units with one decimal.
    private static func text(_ bytes: Int) -> String {
        let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
        var tenths = bytes / 1024 * 10 + bytes % 1024 * 10 / 1024
        var unit = 0
        while tenths >= 10240, unit < units.count - 1 {
            tenths /= 1024
            unit += 1
        }
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
