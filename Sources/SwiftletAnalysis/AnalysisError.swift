/// Why a measurement failed.
public struct AnalysisError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The subject: a network's name, or a file.
    public let place: String
    public let reason: String

    public init(place: String, reason: String) {
        self.place = place
        self.reason = reason
    }

    public var description: String { "\(place): \(reason)" }
}
