/// Why a network cannot be compiled or run.
public struct EngineError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The network, layer or variable.
    public let place: String
    public let reason: String

    public init(_ place: String, _ reason: String) {
        self.place = place
        self.reason = reason
    }

    public var description: String { "\(place): \(reason)" }
}
