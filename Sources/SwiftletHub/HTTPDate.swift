import _SwiftletLibC

/// Dates in HTTP's format (RFC 9110 §5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
package enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Seconds since 1970; nil if the text is not such a date.
    package static func seconds(_ text: String) -> Int64? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[0].hasSuffix(","), words[5] == "GMT",
            let month = months.firstIndex(where: { $0 == words[2] }), words[3].utf8.count == 4
        else { return nil }
        let time = words[4].split(separator: ":", omittingEmptySubsequences: false)
        guard time.count == 3, let day = number(words[1], 1...31), let year = number(words[3], 1970...9999),
            let hour = number(time[0], 0...23), let minute = number(time[1], 0...59),
            let second = number(time[2], 0...60)
        else { return nil }
        // Counts a year from March, so that a leap day is its last day.
        let y = month < 2 ? year - 1 : year
        let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * ((month + 10) % 12) + 2) / 5 + day - 1 - 719_468
        return Int64(((days * 24 + hour) * 60 + minute) * 60 + second)
    }

    static var now: Int64 { Int64(time(nil)) }

    private static func number(_ text: Substring, _ allowed: ClosedRange<Int>) -> Int? {
        guard text.utf8.count <= 4, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text),
            allowed.contains(number)
        else { return nil }
        return number
    }
}
