/// Why a graph, or the type of a value, is not possible.
public struct GraphError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The network and the module's path: `mobilenet_v2, features.18.0 (convolution)`. Empty for a type by itself.
    public let place: String
    public let reason: String

    public init(place: String, reason: String) {
        self.place = place
        self.reason = reason
    }

    public var description: String { place.isEmpty ? reason : "\(place): \(reason)" }
}
