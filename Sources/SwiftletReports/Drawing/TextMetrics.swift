/// The room of texts in a sans-serif font, from usual letter widths: no font is at hand.
package enum TextMetrics {
    /// The width of a text in the unit of `size`. It errs on the wide side.
    package static func width(_ text: String, size: Double = 12) -> Double {
        text.reduce(0) { width, character in
            let share: Double =
                switch character {
                case "i", "l", "j", ".", ",", ":", ";", "|", "!", "'", "(", ")", "[", "]", " ", "·": 0.33
                case "f", "t", "r", "-": 0.42
                case "m", "w", "M", "W", "%", "@": 0.92
                case "A"..."Z": 0.72
                default: character.isASCII ? 0.63 : 0.8
                }
            return width + share * size
        }
    }

    /// The text, cut with an ellipsis if it is wider than `width`.
    package static func fitted(_ text: String, _ width: Double, size: Double = 12) -> String {
        guard self.width(text, size: size) > width else { return text }
        // Letters are at least about a third of the size wide, so that only the beginning of a long name matters.
        var result = String(text.prefix(max(0, Int(min(width, 1e5) / (0.3 * size))) + 1))
        while !result.isEmpty, self.width(result + "…", size: size) > width { result.removeLast() }
        return result + "…"
    }
}
