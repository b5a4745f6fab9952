/// Why a file was not read or written: which file, where in it, and what is wrong there.
public struct FormatError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path, or the name given to bytes that came from elsewhere.
    public let file: String

    /// A key, an entry or an offset in the file; empty when the whole file is meant.
    public let place: String

    /// What is wrong.
    public let reason: String

    public init(file: String, place: String = "", reason: String) {
        self.file = file
        self.place = place
        self.reason = reason
    }

    /// `model.safetensors: tensor “conv.weight”: …`
    public var description: String {
        place.isEmpty ? "\(file): \(reason)" : "\(file): \(place): \(reason)"
    }
}

/// Text out of a file, fit for an error message: in quotation marks, at most 80 characters, and with nothing in it that
/// would steer a terminal.
package func quoted(_ text: String) -> String {
    var result = "“"
    var length = 0
    for scalar in text.unicodeScalars {
        guard length < 80 else {
            result += "…"
            break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
            result += "\\u{" + String(scalar.value, radix: 16) + "}"
        default:
            result.unicodeScalars.append(scalar)
        }
        length += 1
    }
    return result + "”"
}
