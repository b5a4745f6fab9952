/// A picture that cannot be had: which one, and why.
public struct ImageError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file or folder, as the caller named it.
    public let name: String
    /// What is wrong with it, such as "truncated PNG: the data end early".
    public let reason: String

    public init(name: String, reason: String) {
        self.name = name
        self.reason = reason
    }

    public var description: String { "\(name): \(reason)" }
}
