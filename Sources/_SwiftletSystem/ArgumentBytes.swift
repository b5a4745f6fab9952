import _SwiftletLibC

/// Carries arguments that are not UTF-8 through the argument parser, which knows only text.
///
/// A byte that is not part of valid UTF-8 becomes a character at the end of the private-use planes: U+10FE80 for 80₁₆ up to
/// U+10FEFF for FF₁₆. If an argument contains one of these characters itself, its four bytes are carried in the same way, so
/// the encoding is unambiguous.
package enum ArgumentBytes {
    private static let base: UInt32 = 0x10FE00
    private static let carriers: ClosedRange<UInt32> = base + 0x80...base + 0xFF

    /// The arguments after the program's name, encoded.
    package static var ofProcess: [String] {
        (1..<max(1, Int(CommandLine.argc))).compactMap { index in
            CommandLine.unsafeArgv[index].map { encoded(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
        }
    }

    /// The bytes of an argument as text for the parser.
    package static func encoded(_ bytes: some Collection<UInt8>) -> String {
        var result = String.UnicodeScalarView()
        func carry(_ bytes: some Sequence<UInt8>) {
            for byte in bytes { result.append(Unicode.Scalar(base + UInt32(byte))!) }
        }
        var rest = Array(bytes)[...]
        var iterator = rest.makeIterator()
        var parser = Unicode.UTF8.ForwardParser()
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let encoded):
                let scalar = Unicode.UTF8.decode(encoded)
                if carriers.contains(scalar.value) { carry(encoded) } else { result.append(scalar) }
                rest = rest.dropFirst(encoded.count)
            case .error(let length):
                carry(rest.prefix(length))
                rest = rest.dropFirst(length)
            case .emptyInput:
                return String(result)
            }
        }
    }

    /// The bytes of an encoded argument.
    package static func decoded(_ argument: String) -> [UInt8] {
        var result: [UInt8] = []
        for scalar in argument.unicodeScalars {
            if carriers.contains(scalar.value) {
                result.append(UInt8(scalar.value - base))
            } else {
                result += UTF8.encode(scalar)!
            }
        }
        return result
    }

    /// Whether an encoded argument carries no bytes: it was valid UTF-8.
    package static func isText(_ argument: String) -> Bool {
        !argument.unicodeScalars.contains { carriers.contains($0.value) }
    }

    /// A message that may contain encoded arguments, with their bytes shown as `\xE9`.
    package static func printable(_ message: String) -> String {
        if isText(message) { return message }
        var result = ""
        for scalar in message.unicodeScalars {
            if carriers.contains(scalar.value) {
                result += _SwiftletSystem.printable(path: CollectionOfOne(UInt8(scalar.value - base)))
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
