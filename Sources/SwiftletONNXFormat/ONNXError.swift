/// Why Swiftlet cannot read a network from a file: the file, the place in it, and the reason.
public struct ONNXError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path as text, with bytes that are not UTF-8 as `\xE9`. For bytes that came from elsewhere, the name given to them.
    public let file: String
    /// A node, a tensor or an offset. Empty for the whole file.
    public let place: String
    public let reason: String

    public init(file: String, place: String = "", reason: String) {
        self.file = file
        self.place = place
        self.reason = reason
    }

    /// `model.onnx: node “/features/Conv” (Conv): …`
    public var description: String {
        place.isEmpty ? "\(file): \(reason)" : "\(file): \(place): \(reason)"
    }
}
