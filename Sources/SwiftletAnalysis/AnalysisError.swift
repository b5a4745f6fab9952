/// Why something could not be measured.
public struct AnalysisError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was looked at: a network's name, a file.
    public let place: String
    public let reason: String

    public init(place: String, reason: String) {
        self.place = place
        self.reason = reason
    }

    public var description: String { "\(place): \(reason)" }
}
