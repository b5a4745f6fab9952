import SwiftletReports

extension RooflineChart.Ceiling: Codable {
    private enum Key: String, CodingKey {
        case name, gigabytesPerSecond
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.init(
            try container.decode(String.self, forKey: .name),
            gigabytesPerSecond: try container.decode(Double.self, forKey: .gigabytesPerSecond))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: .name)
        try container.encode(gigabytesPerSecond, forKey: .gigabytesPerSecond)
    }
}

extension Comparison: CustomStringConvertible {
    /// `3 networks, measured: mobilenet_v2, mobilenet_v3_large, efficientnet_b0`; at most five by name.
    public var description: String {
        let names = networks.prefix(5).map(\.name).joined(separator: ", ") + (networks.count > 5 ? ", …" : "")
        return "\(networks.count) network\(networks.count == 1 ? "" : "s")\(isMeasured ? ", measured" : "")"
            + (names.isEmpty ? "" : ": \(names)")
    }
}

extension Comparison.Network: CustomStringConvertible {
    public var description: String { timing.map { "\(complexity), \($0)" } ?? "\(complexity)" }
}

extension NetworkTiming: CustomStringConvertible {
    /// `2.68 ms in 67 steps`
    public var description: String { "\(NumberText.significant(milliseconds)) ms in \(steps.count) steps" }
}
