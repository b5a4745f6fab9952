import Foundation

/// Numbers for people.
package enum Format {
    /// `4.65 M`, `385 M`, `1.2 k`.
    static func count(_ value: Int) -> String {
        for (unit, size) in [("G", 1e9), ("M", 1e6), ("k", 1e3)] where Double(value) >= size {
            let scaled = Double(value) / size
            return fixed(scaled, scaled < 10 ? 2 : scaled < 100 ? 1 : 0) + " " + unit
        }
        return "\(value)"
    }

    static func bytes(_ value: Int) -> String { count(value) + (value < 1000 ? " B" : "B") }

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

    /// The text, or its beginning and an ellipsis where it is longer than `width` characters.
    static func cut(_ text: String, _ width: Int) -> String {
        text.count <= width ? text : String(text.prefix(max(width - 1, 0))) + "…"
    }

    /// Broken between words into lines of at most `width` characters, of which all but the first begin with `indent`
    /// spaces. A word that is longer has a line of its own.
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

    /// `0:07`, `12:30`, `1:02:03`
    package static func duration(_ seconds: Double) -> String {
        let whole = Int((min(max(seconds, 0), 1e9) - 1e-6).rounded(.up))
        let (minutes, rest) = whole.quotientAndRemainder(dividingBy: 60)
        let (hours, minute) = minutes.quotientAndRemainder(dividingBy: 60)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return hours > 0 ? "\(hours):\(two(minute)):\(two(rest))" : "\(minute):\(two(rest))"
    }

    /// The text with spaces after it, or cut, to `width` characters.
    static func padded(_ text: String, _ width: Int) -> String {
        guard text.count > width else { return text + String(repeating: " ", count: width - text.count) }
        return text.prefix(width - 1) + "…"
    }
}
