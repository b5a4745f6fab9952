import _SwiftletSystem

/// Why a file could not be fetched: its address or path, and the reason.
public struct HubError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The address that was asked for, without secrets; or a path in the cache as text.
    public let url: String

    /// What is wrong and how to mend it.
    public let reason: String

    public init(url: String, reason: String) {
        self.url = url
        self.reason = reason
    }

    init(path: FilePath, reason: String) { self.init(url: path.printable, reason: reason) }

    init(_ error: FileError) { self.init(path: error.path, reason: error.reason) }

    /// `https://…/model.safetensors: …`
    public var description: String { "\(excerpt(url)): \(reason)" }
}

/// Text from elsewhere, fit for an error message: at most 300 characters, and none that controls a terminal.
func excerpt(_ text: String) -> String { printable(text, atMost: 300) }
