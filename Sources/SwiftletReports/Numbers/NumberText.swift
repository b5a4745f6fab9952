import _SwiftletLibC

/// Numbers for people, without a locale.
package enum NumberText {
    /// The value with `digits` digits after the point; `–` for values that are not finite.
    package static func fixed(_ value: Double, _ digits: Int) -> String {
        guard value.isFinite else { return "–" }
        let scale = pow(10, Double(digits))
        let scaled = (abs(value) * scale).rounded()
        guard scaled < 9e15 else { return "\(value)" }
        let (whole, rest) = Int(scaled).quotientAndRemainder(dividingBy: Int(scale))
        let sign = value < 0 && scaled > 0 ? "−" : ""
        guard digits > 0 else { return "\(sign)\(whole)" }
        let fraction = "\(rest)"
        return "\(sign)\(whole)." + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    /// Three significant digits: `0.0123`, `1.23`, `12.3`, `123`. Larger numbers are whole.
    package static func significant(_ value: Double) -> String {
        guard value.isFinite, value != 0 else { return value == 0 ? "0" : "–" }
        let magnitude = Int(floor(log10(abs(value))))
        return fixed(value, min(max(2 - magnitude, 0), 6))
    }

    /// `4.65 M`, `385 M`, `12 k`.
    package static func count(_ value: Double) -> String {
        for (unit, size) in units where abs(value) >= size { return significant(value / size) + " " + unit }
        return value.rounded() == value ? fixed(value, 0) : significant(value)
    }

    package static func count(_ value: Int) -> String { count(Double(value)) }

    /// `4.65 MB`, `12 B`.
    package static func bytes(_ value: Int) -> String { bytes(Double(value)) }

    package static func bytes(_ value: Double) -> String { count(value) + (abs(value) < 1000 ? " B" : "B") }

    /// A short form: `3.5 M`, `34.2 M`, `12`. From a hundred on the tenths are cut off: `300 M`.
    package static func short(_ count: Int) -> String {
        for (unit, size) in [("G", 1_000_000_000), ("M", 1_000_000), ("k", 1_000)] where count >= size {
            let tenths = count / (size / 10) + (count % (size / 10) >= size / 20 ? 1 : 0)
            return tenths >= 1000 ? "\(tenths / 10) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
        }
        return "\(count)"
    }

    /// A number on an axis, as short as possible: `2 M`, `0.5`, `300`; for bytes `2 MB`.
    static func tick(_ value: Double, _ quantity: Quantity = .number) -> String {
        let suffix = quantity == .bytes && value != 0 ? "B" : ""
        for (unit, size) in units where abs(value) >= size { return shortest(value / size) + " " + unit + suffix }
        return shortest(value) + (suffix.isEmpty ? "" : " B")
    }

    /// A number beside a mark.
    static func value(_ value: Double, _ quantity: Quantity) -> String {
        quantity == .bytes ? bytes(value) : count(value)
    }

    /// `37,745.9`
    package static func grouped(_ value: Double, _ digits: Int) -> String {
        let text = fixed(value, digits)
        let parts = text.split(separator: ".", maxSplits: 1)
        guard let whole = parts.first, let number = Int(whole.replacing("−", with: "-")), abs(number) >= 1000 else {
            return text
        }
        return grouped(number) + (parts.count > 1 ? "." + parts[1] : "")
    }

    /// `4,231,976`
    package static func grouped(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        var result = value < 0 ? "−" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return result
    }

    /// Whole seconds, rounded up: `0:07`, `12:30`, `1:02:03`.
    package static func duration(_ seconds: Double) -> String {
        let whole = Int((min(max(seconds, 0), 1e9) - 1e-6).rounded(.up))
        let (minutes, rest) = whole.quotientAndRemainder(dividingBy: 60)
        let (hours, minute) = minutes.quotientAndRemainder(dividingBy: 60)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return hours > 0 ? "\(hours):\(two(minute)):\(two(rest))" : "\(minute):\(two(rest))"
    }

    static let units: [(unit: String, size: Double)] = [("T", 1e12), ("G", 1e9), ("M", 1e6), ("k", 1e3)]

    private static func shortest(_ value: Double) -> String {
        var text = fixed(value, 6)
        guard text.contains(".") else { return text }
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }
}
