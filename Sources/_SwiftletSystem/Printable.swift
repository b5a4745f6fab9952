extension FilePath {
    /// The path as messages, tables and JSON show it.
    package var printable: String { _SwiftletSystem.printable(path: bytes) }
}

/// A path as text that shows every byte and does not control the terminal.
///
/// A byte that is not valid UTF-8 becomes `\xE9`, and so does each byte of a scalar that is not
/// ``Unicode/Scalar/isShown``. A backslash becomes `\\`. Everything else stays as it is, so undoing the two escapes gives
/// the path again.
package func printable(path bytes: some Collection<UInt8>) -> String {
    var result = ""
    result.reserveCapacity(bytes.count)
    var iterator = bytes.makeIterator()
    var decoder = Unicode.UTF8.ForwardParser()
    var rest = Array(bytes)[...]
    decoding: while true {
        switch decoder.parseScalar(from: &iterator) {
        case .valid(let encoded):
            let scalar = Unicode.UTF8.decode(encoded)
            let count = encoded.count
            if scalar == "\\" {
                result += "\\\\"
            } else if scalar.isShown {
                result.unicodeScalars.append(scalar)
            } else {
                for byte in rest.prefix(count) { result += escaped(byte) }
            }
            rest = rest.dropFirst(count)
        case .error(let length):
            for byte in rest.prefix(length) { result += escaped(byte) }
            rest = rest.dropFirst(length)
        case .emptyInput:
            break decoding
        }
    }
    return result
}

/// Text from a file, a server or the command line, fit for a message. U+FFFD replaces every scalar that is not
/// ``Unicode/Scalar/isShown``, and `…` replaces everything after the first `limit` scalars.
package func printable(_ text: some StringProtocol, atMost limit: Int = .max) -> String {
    var result = ""
    for (length, scalar) in text.unicodeScalars.enumerated() {
        guard length < limit else { return result + "…" }
        result.unicodeScalars.append(scalar.isShown ? scalar : "\u{FFFD}")
    }
    return result
}

extension Unicode.Scalar {
    /// Whether the scalar is safe in a message: not a control character, not a line or paragraph separator, and not an
    /// invisible mark, such as those that change the direction of text.
    package var isShown: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: false
        // Joiners are parts of words and of emoji.
        case .format: self == "\u{200C}" || self == "\u{200D}"
        default: true
        }
    }
}

private func escaped(_ byte: UInt8) -> String {
    (byte < 0x10 ? "\\x0" : "\\x") + String(byte, radix: 16, uppercase: true)
}
