import _SwiftletSystem

/// Why a file could not be read or written: the file, the place in it and the reason.
public struct FormatError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path as text, with `\xE9` for a byte that is not UTF-8; or the name given to bytes in memory.
    public let file: String

    /// A key, an entry or an offset in the file; empty for the whole file.
    public let place: String

    /// What is wrong.
    public let reason: String

    public init(file: String, place: String = "", reason: String) {
        self.file = file
        self.place = place
        self.reason = reason
    }

    package init(file: FilePath, place: String = "", reason: String) {
        self.init(file: file.printable, place: place, reason: reason)
    }

    /// `model.safetensors: tensor “conv.weight”: …`
    public var description: String {
        place.isEmpty ? "\(file): \(reason)" : "\(file): \(place): \(reason)"
    }
}

extension FilePath {
    /// The path that a caller gives as text.
    init(named text: String) throws(FormatError) {
        guard let path = FilePath(exactly: text) else {
            throw FormatError(file: quoted(text), reason: "not a path: it holds a NUL")
        }
        self = path
    }
}

/// Text from a file, fit for an error message: in quotation marks, at most 80 characters, with escapes for scalars that are not
/// shown.
package func quoted(_ text: String) -> String {
    var result = "“"
    var length = 0
    for scalar in text.unicodeScalars {
        guard length < 80 else {
            result += "…"
            break
        }
        if scalar.isShown {
            result.unicodeScalars.append(scalar)
        } else {
            result += "\\u{" + String(scalar.value, radix: 16) + "}"
        }
        length += 1
    }
    return result + "”"
}
