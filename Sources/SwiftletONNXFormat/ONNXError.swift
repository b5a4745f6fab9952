/// Why a file is no network that Swiftlet has: which file, where in it, and what is wrong there.
public struct ONNXError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path, as text (a byte that is not UTF-8 is `\xE9`), or the name given to bytes that came from elsewhere.
    public let file: String
    /// A node, a tensor or an offset; empty when the whole file is meant.
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
