/// Checks names before they become parts of paths and addresses.
enum RemoteName {
    /// `name` or `owner/name`, of letters, digits, `-`, `_` and `.`.
    static func isRepository(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return (1...2).contains(parts.count) && text.utf8.count <= 200
            && parts.allSatisfy { part in
                isComponent(part) && !part.contains("--") && part.utf8.allSatisfy { isUnreserved($0) }
            }
    }

    /// A branch, tag or commit; branches such as `refs/pr/1` have slashes.
    static func isRevision(_ text: String) -> Bool { isPath(text) }

    /// A relative path that stays inside its folder.
    static func isPath(_ text: String) -> Bool {
        text.utf8.count <= 400
            && text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { isComponent($0) }
            && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
    }

    static func isComponent(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text != "." && text != ".." && text.utf8.count <= 255
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// Percent-encodes everything except unreserved characters and, if `keepingSlashes`, slashes.
    static func encoded(_ text: String, keepingSlashes: Bool = true) -> String {
        var result = ""
        for byte in text.utf8 {
            if isUnreserved(byte) || byte == UInt8(ascii: "~") || (keepingSlashes && byte == UInt8(ascii: "/")) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.count == 1 ? "%0" + digits : "%" + digits
            }
        }
        return result
    }
}
