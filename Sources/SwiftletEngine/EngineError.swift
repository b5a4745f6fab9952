/// Why a network cannot be compiled or run.
public struct EngineError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The network, layer or variable.
    public let place: String
    public let reason: String
    /// Set where the system has less memory than is needed.
    public let shortage: MemoryShortage?

    public init(_ place: String, _ reason: String) {
        self.place = place
        self.reason = reason
        shortage = nil
    }

    /// - Parameter purpose: What the memory is for, as the subject of a sentence: `an input of 64×3×224×224`.
    public init(_ place: String, _ purpose: String, _ shortage: MemoryShortage) {
        self.place = place
        reason = "\(purpose) needs \(shortage)"
        self.shortage = shortage
    }

    public var description: String { "\(place): \(reason)" }
}
