import Foundation

/// Text for a terminal. ``NumberText`` formats counts, bytes and durations.
package enum Format {
    /// In ASCII only, for CSV too.
    static func fixed(_ value: Double, _ digits: Int) -> String {
        String(format: "%.\(digits)f", value)
    }

    /// A bar of `width` characters for a value in 0…1, to an eighth of a character.
    static func bar(_ value: Double, width: Int) -> String {
        let eighths = Int((min(max(value, 0), 1) * Double(width * 8)).rounded())
        let (full, rest) = eighths.quotientAndRemainder(dividingBy: 8)
        let partial = rest == 0 ? "" : String(Unicode.Scalar(0x2590 - UInt32(rest))!)
        let bar = String(repeating: "█", count: full) + partial
        return bar + String(repeating: " ", count: width - bar.count)
    }

    /// The text, or its beginning and an ellipsis if it is longer than `width` characters.
    static func cut(_ text: String, _ width: Int) -> String {
        text.count <= width ? text : String(text.prefix(max(width - 1, 0))) + "…"
    }

    /// The text broken between words into lines of at most `width` characters. All lines but the first begin with
    /// `indent` spaces. A longer word gets its own line.
    package static func wrapped(_ text: String, width: Int, indent: Int = 0) -> String {
        let lead = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = lead + word
            } else {
                line += (line.isEmpty || line == lead ? "" : " ") + word
            }
        }
        return (lines + [line]).joined(separator: "\n")
    }

    /// The text, padded with spaces or cut to `width` characters.
    static func padded(_ text: String, _ width: Int) -> String {
        guard text.count > width else { return text + String(repeating: " ", count: width - text.count) }
        return text.prefix(width - 1) + "…"
    }
}
