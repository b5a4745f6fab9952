import _SwiftletSystem

/// A picture that cannot be had: which one, and why.
public struct ImageError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file or folder, as the caller named it; a byte that is not UTF-8 is `\xE9`.
    public let name: String
    /// What is wrong with it, such as "truncated PNG: the data end early".
    public let reason: String

    public init(name: String, reason: String) {
        self.name = name
        self.reason = reason
    }

    public var description: String { "\(name): \(reason)" }
}

extension FilePath {
    /// The path of a text that a caller gives.
    init(named text: String) throws(ImageError) {
        guard let path = FilePath(exactly: text) else {
            throw ImageError(name: _SwiftletSystem.printable(path: text.utf8), reason: "not a path: it holds a NUL")
        }
        self = path
    }
}
