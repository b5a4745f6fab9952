/// Reads a line of text from left to right, without copies or overflow.
struct TextCursor {
    private var rest: Substring.UTF8View

    init(_ line: Substring) { rest = line.utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    /// Whether the rest begins with `text`. If so, the cursor moves past it.
    mutating func accept(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { wanted in
            guard rest.starts(with: wanted) else { return false }
            rest = rest.dropFirst(wanted.count)
            return true
        }
    }

    /// The text up to the next space or the end.
    mutating func word() -> String {
        let word = rest.prefix { $0 != UInt8(ascii: " ") }
        rest = rest[word.endIndex...]
        return String(Substring(word))
    }

    /// An unsigned decimal number; nil if there is none, or if it is out of range.
    mutating func integer(in range: ClosedRange<Int>) -> Int? {
        var value = 0
        var digits = 0
        while let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            guard digits < 12 else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
            digits += 1
            rest = rest.dropFirst()
        }
        return digits > 0 && range.contains(value) ? value : nil
    }
}
