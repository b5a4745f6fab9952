import _SwiftletSystem

/// Why a picture could not be read: its name and the reason.
public struct ImageError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file or folder as the caller named it, with `\xE9` for a byte that is not UTF-8.
    public let name: String
    /// What is wrong, such as "truncated PNG: the data end early".
    public let reason: String

    public init(name: String, reason: String) {
        self.name = name
        self.reason = reason
    }

    public var description: String { "\(name): \(reason)" }
}

extension FilePath {
    /// The path that a caller gives as text.
    init(named text: String) throws(ImageError) {
        guard let path = FilePath(exactly: text) else {
            throw ImageError(name: _SwiftletSystem.printable(path: text.utf8), reason: "not a path: it holds a NUL")
        }
        self = path
    }
}
