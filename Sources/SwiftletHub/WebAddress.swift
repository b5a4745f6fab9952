/// An `http` or `https` address in the parts that matter for redirects and for keeping secrets.
package struct WebAddress: Hashable {
    /// `http` or `https`.
    package let scheme: String
    /// The host in lower case, with the port if the address has one. An IPv6 address has its brackets.
    package let authority: String
    /// The path with the query, without the fragment. Starts with a slash.
    package let path: String

    package var text: String { "\(scheme)://\(authority)\(path)" }

    /// Nil for another scheme, for an address with a user name or a password, and for text that is not an address.
    package init?(_ text: String) {
        guard text.utf8.count <= 8192, let colon = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<colon.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let rest = text[colon.upperBound...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        guard let authority = Self.authority(rest[..<end]) else { return nil }
        self.init(scheme: scheme, authority: authority, path: rest[end...])
    }

    private init(scheme: String, authority: String, path: Substring) {
        self.scheme = scheme
        self.authority = authority
        let path = path.prefix { $0 != "#" }
        self.path = (path.hasPrefix("/") ? "" : "/") + Self.percentEncoded(path)
    }

    /// The address that a redirect from here leads to; nil if it may not be followed.
    package func resolving(_ location: String) -> WebAddress? {
        if location.utf8.count > 8192 { return nil }
        if location.hasPrefix("//") { return WebAddress("\(scheme):\(location)") }
        if location.prefix(while: { !"/?#".contains($0) }).contains(":") { return WebAddress(location) }
        if location.hasPrefix("/") { return WebAddress(scheme: scheme, authority: authority, path: location[...]) }
        let here = path.prefix { $0 != "?" }
        let base = location.hasPrefix("?") ? here : here[...here.lastIndex(of: "/")!]
        return WebAddress(scheme: scheme, authority: authority, path: base + location)
    }

    /// Whether both have the same scheme, host and port, so that a secret for one may be sent to the other.
    package func hasSameOrigin(as other: WebAddress) -> Bool { origin == other.origin }

    private var origin: String {
        let defaultPort = scheme == "https" ? ":443" : ":80"
        return "\(scheme)://"
            + (authority.hasSuffix(defaultPort) ? String(authority.dropLast(defaultPort.count)) : authority)
    }

    /// The last part of the path, without the query.
    package var fileName: String { String(path.prefix { $0 != "?" }.split(separator: "/").last ?? "") }

    private static func authority(_ text: Substring) -> String? {
        let text = text.lowercased()
        // Text before an @ is a user name to some readers and part of the host to others.
        let allowed = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: "-._:[]".utf8.contains(byte)
            }
        }
        return text.isEmpty || !allowed || text.hasPrefix(":") ? nil : text
    }

    private static func percentEncoded(_ text: Substring) -> String {
        var result = ""
        for byte in text.utf8 {
            if byte > 0x20, byte < 0x7F, !"\"<>\\^`{|}".utf8.contains(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += (byte < 0x10 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}
