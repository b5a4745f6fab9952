/// The status and the headers of a response.
package struct HTTPResponse {
    package let status: Int
    /// By name in lower case. The last one counts if a name occurs more than once.
    private let headers: [String: String]

    package subscript(_ name: String) -> String? { headers[name] }

    /// A header as a number of bytes.
    func length(_ name: String) -> Int64? { self[name].flatMap(Self.number) }

    /// `Content-Range: bytes 5-9/10` → 5 and 10; `bytes */10` → nil and 10.
    var contentRange: (start: Int64?, total: Int64?)? {
        guard let text = self["content-range"], text.lowercased().hasPrefix("bytes ") else { return nil }
        let parts = text.dropFirst("bytes ".count).split(separator: "/")
        guard parts.count == 2 else { return nil }
        return (Self.number(parts[0].prefix { $0 != "-" }), Self.number(parts[1]))
    }

    /// The pause that the server asks for: `Retry-After`, a number of seconds or a date; nil if there is none.
    var retryAfter: Duration? {
        guard let text = self["retry-after"] else { return nil }
        if let seconds = Self.number(text) { return .seconds(min(seconds, 1 << 32)) }
        return HTTPDate.seconds(text).map { .seconds(max(0, $0 - HTTPDate.now)) }
    }

    /// The hash that names the contents: the entity tag without its quotation marks.
    func tag(_ name: String) -> String? {
        guard var text = self[name].map({ $0[...] }) else { return nil }
        if text.hasPrefix("W/") { text = text.dropFirst(2) }
        if text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") { text = text.dropFirst().dropLast() }
        return String(text)
    }

    private static func number(_ text: some StringProtocol) -> Int64? {
        text.isEmpty || !text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? nil : Int64(text)
    }

    /// Reads the head of a response from incoming bytes.
    package struct Parser {
        private static let limit = 1 << 16
        private var pending: [UInt8] = []
        package private(set) var response: HTTPResponse?
        package var isDone: Bool { response != nil }

        package init() {}

        /// - Returns: The number of bytes that belong to the head. The body follows them.
        package mutating func consume(_ bytes: UnsafeRawBufferPointer, for url: String) throws(HubError) -> Int {
            var taken = 0
            while taken < bytes.count {
                pending.append(bytes[taken])
                taken += 1
                guard pending.count <= Self.limit else {
                    throw HubError(url: url, reason: "the server's headers are longer than \(Self.limit) bytes")
                }
                guard pending.last == UInt8(ascii: "\n"), pending.hasSuffix("\n\n") || pending.hasSuffix("\n\r\n")
                else {
                    continue
                }
                let head = String(decoding: pending, as: UTF8.self)
                pending.removeAll(keepingCapacity: true)
                guard let response = HTTPResponse(head) else {
                    throw HubError(url: url, reason: "the server's answer is not HTTP")
                }
                // Interim responses such as 100 Continue precede the final one.
                guard response.status >= 200 else { continue }
                self.response = response
                return taken
            }
            return taken
        }
    }

    private init?(_ head: String) {
        let lines = head.split(whereSeparator: \.isNewline)
        guard let first = lines.first, first.hasPrefix("HTTP/") else { return nil }
        let words = first.split(separator: " ")
        guard words.count >= 2, let status = Int(words[1]), (100...999).contains(status) else { return nil }
        self.status = status
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...]
            headers[line[..<colon].lowercased()] = String(value.trimmingSpaces())
        }
        self.headers = headers
    }
}

extension [UInt8] {
    fileprivate func hasSuffix(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { suffix(text.utf8CodeUnitCount).elementsEqual($0) }
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> Substring {
        var text = drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}
