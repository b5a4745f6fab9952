/// Sends requests and follows redirects.
struct Client: Sendable {
    let curl: Curl
    /// A token and the only origin that it is sent to.
    let secret: (token: String, origin: WebAddress)?

    private static let redirectLimit = 10
    /// The longest body of a redirect, in bytes.
    private static let ignoredBodyLimit = 1 << 20

    /// - Parameters:
    ///   - limit: The longest body in bytes. curl accepts no more.
    ///   - isWanted: Whether an answer is wanted although it redirects.
    ///   - onResponse: Gets the status and headers of every answer. The body belongs to the last one.
    ///   - onBody: Gets the body piece by piece.
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
                    throw HubError(url: url, reason: "the body of the server's redirect is too long")
                }
            }
            guard let location, case .complete = outcome else { return outcome }
            guard let next = address.resolving(location) else {
                throw HubError(
                    url: url, reason: "the server redirects to '\(excerpt(location))', which is not a web address")
            }
            guard address.scheme == "http" || next.scheme == "https" else {
                throw HubError(url: url, reason: "the server redirects from https to http, which is unsafe")
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

    /// The error if an answer is neither a file nor a redirect; else nil.
    func rejection(_ response: HTTPResponse, of address: WebAddress) -> HubError? {
        let reason: String
        switch response.status {
        case 200..<400: return nil
        case 401, 403:
            reason =
                if let secret, secret.origin.hasSameOrigin(as: address) {
                    "the token in HF_TOKEN may not read it; is the token valid, and are the repository's terms accepted?"
                } else {
                    "there is no such repository, or reading it needs a token: set HF_TOKEN"
                }
        case 404, 410: reason = "there is no such file"
        default: reason = "the server refuses the request"
        }
        // The Hub's message says more than the status.
        let words = response["x-error-message"].map { ": \(excerpt($0))" } ?? ""
        return HubError(url: address.text, reason: "\(reason) (HTTP \(response.status))\(words)")
    }

    /// Whether another attempt may succeed.
    static func isTemporary(_ status: Int) -> Bool { status == 408 || status == 429 || status >= 500 }
}
