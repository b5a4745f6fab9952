import Foundation

/// Numbers for people.
enum Format {
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

    /// The text with spaces after it, or cut, to `width` characters.
    static func padded(_ text: String, _ width: Int) -> String {
        guard text.count > width else { return text + String(repeating: " ", count: width - text.count) }
        return text.prefix(width - 1) + "…"
    }

    /// A name out of the file system, without what would steer a terminal.
    static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
    }
}
