/// Sends requests along redirects.
struct Client: Sendable {
    let curl: Curl
    /// A token, and the only origin that gets to see it.
    let secret: (token: String, origin: WebAddress)?

    private static let redirectLimit = 10
    /// Of a body that nobody reads.
    private static let ignoredBodyLimit = 1 << 20

    /// - Parameters:
    ///   - limit: Of the body in bytes; curl takes no more.
    ///   - isWanted: Whether an answer that redirects is what was looked for all the same.
    ///   - onResponse: Gets every answer's status and headers; the last is the one whose body follows.
    func send(
        _ address: WebAddress, isHead: Bool = false, headers: [(name: String, value: String)] = [],
        limit: Int64? = nil, isWanted: (HTTPResponse) -> Bool = { _ in false },
        onResponse: (HTTPResponse) throws(HubError) -> Void,
        onBody: (UnsafeRawBufferPointer) throws(HubError) -> Void = { _ in }
    ) throws(HubError) -> Curl.Outcome {
        let url = address.text
        var address = address
        var visited: Set = [address]
        while true {
            var request = Curl.Request(address: address, url: url, isHead: isHead)
            request.limit = limit
            request.headers = [("User-Agent", "swiftlet"), ("Accept-Encoding", "identity")] + headers
            if let secret, secret.origin.hasSameOrigin(as: address) {
                request.headers.append(("Authorization", "Bearer \(secret.token)"))
            }
            var location: String?
            var ignored = 0
            let outcome = try curl.exchange(request) { response throws(HubError) in
                if [301, 302, 303, 307, 308].contains(response.status), !isWanted(response) {
                    location = response["location"] ?? ""
                }
                try onResponse(response)
            } onBody: { bytes throws(HubError) in
                guard location != nil else { return try onBody(bytes) }
                ignored += bytes.count
                guard ignored <= Self.ignoredBodyLimit else {
                    throw HubError(url: url, reason: "the server's redirect has no end")
                }
            }
            guard let location, case .complete = outcome else { return outcome }
            guard let next = address.resolving(location) else {
                throw HubError(
                    url: url, reason: "the server redirects to '\(excerpt(location))', which is no web address")
            }
            guard address.scheme == "http" || next.scheme == "https" else {
                throw HubError(url: url, reason: "the server redirects from https to http, which is not safe")
            }
            guard visited.insert(next).inserted else {
                throw HubError(url: url, reason: "the server redirects in a circle")
            }
            guard visited.count <= Self.redirectLimit else {
                throw HubError(url: url, reason: "the server redirects more than \(Self.redirectLimit) times")
            }
            address = next
        }
    }

    /// Why an answer is no file: nil if it is one, or redirects to one.
    func rejection(_ response: HTTPResponse, of address: WebAddress) -> HubError? {
        let reason: String
        switch response.status {
        case 200..<400: return nil
        case 401, 403:
            reason =
                if let secret, secret.origin.hasSameOrigin(as: address) {
                    "the token in HF_TOKEN is not allowed to read it; is it valid, and are the repository's terms accepted?"
                } else {
                    "there is no such repository, or it may not be read without a token: set HF_TOKEN"
                }
        case 404, 410: reason = "there is no such file"
        default: reason = "the server refuses"
        }
        // The Hub's own words say more than a number.
        let words = response["x-error-message"].map { ": \(excerpt($0))" } ?? ""
        return HubError(url: address.text, reason: "\(reason) (HTTP \(response.status))\(words)")
    }

    /// Whether asking again later may help.
    static func isTemporary(_ status: Int) -> Bool { status == 408 || status == 429 || status >= 500 }
}
