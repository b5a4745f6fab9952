import _SwiftletLibC
import _SwiftletSystem

/// Sends HTTP requests with the system's `curl`, one at a time and without following redirects.
///
/// A program rather than a library: the system keeps its TLS, certificates and proxies up to date, and the statically linked
/// executable runs anywhere, because only downloads need curl.
struct Curl: Sendable {
    let program: FilePath
    /// `NAME=value`. Includes the proxies.
    private let environment: [[UInt8]]

    /// The variables that curl gets. None holds a token.
    static let variables = [
        "PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTPS_PROXY",
        "ALL_PROXY", "NO_PROXY", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR",
    ]

    /// - Throws: ``HubError`` about `url` if there is no curl.
    init(environment: Environment, for url: String) throws(HubError) {
        let programs = environment.programFolders.map { $0.appending("curl") }
        guard let program = programs.first(where: Files.isExecutable) else {
            throw HubError(
                url: url,
                reason: "downloads need the program 'curl', which is not in PATH; install it (apt install curl) or "
                    + "give the path of a file on this machine")
        }
        self.program = program
        self.environment = environment.assignments(Self.variables)
    }

    struct Request {
        var address: WebAddress
        /// The address in errors. A redirect's address may hold a signature.
        var url: String
        var isHead = false
        /// The longest body in bytes.
        var limit: Int64?
        var headers: [(name: String, value: String)] = []
    }

    /// How an exchange ended.
    enum Outcome {
        /// The whole response was received.
        case complete
        /// The connection failed before or during the response. Another attempt may succeed.
        case interrupted(reason: String)
        /// The body is longer than the limit.
        case tooLarge
        /// Another attempt would fail too.
        case failed(reason: String)
    }

    /// Sends a request.
    /// - Parameters:
    ///   - onResponse: Gets the status and the headers, before the body.
    ///   - onBody: Gets the body piece by piece. If either throws, the exchange ends with that error.
    func exchange(
        _ request: Request, onResponse: (HTTPResponse) throws(HubError) -> Void,
        onBody: (UnsafeRawBufferPointer) throws(HubError) -> Void
    ) throws(HubError) -> Outcome {
        let url = request.url
        let process = try Subprocess(
            program: program, arguments: Self.arguments(request), environment: environment,
            input: try Self.configuration(request), for: url)
        var parser = HTTPResponse.Parser()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = process.readOutput(into: buffer)
            guard count >= 0 else {
                throw HubError(url: url, reason: "curl's output cannot be read: \(systemReason())")
            }
            if count == 0 { break }
            var piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            if !parser.isDone {
                let taken = try parser.consume(piece, for: url)
                guard let response = parser.response else { continue }
                try onResponse(response)
                piece = UnsafeRawBufferPointer(rebasing: piece[taken...])
            }
            if !piece.isEmpty { try onBody(piece) }
        }
        let (status, message) = process.finish()
        return Self.outcome(status, message: message, gotResponse: parser.isDone)
    }

    private static func arguments(_ request: Request) -> [String] {
        // -q comes first, so that ~/.curlrc is ignored. A stalled connection counts as broken.
        let common =
            [
                "-q", "--silent", "--show-error", "--include", "--suppress-connect-headers", "--no-buffer", "--globoff",
                "--proto", "=http,https", "--max-redirs", "0", "--connect-timeout", "20", "--speed-limit", "1",
                "--speed-time", "60", "--config", "-",
            ] + (request.limit.map { ["--max-filesize", "\(max(1, $0))"] } ?? [])
        return request.isHead ? ["-q", "--head"] + common.dropFirst() : common
    }

    /// The part of the request that goes through standard input, so that the list of processes does not show it.
    private static func configuration(_ request: Request) throws(HubError) -> String {
        var lines = ["url = \(quoted(request.address.text))"]
        for (name, value) in request.headers {
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
                throw HubError(url: request.url, reason: "the header \(name) has characters that a header cannot have")
            }
            lines.append("header = \(quoted("\(name): \(value)"))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for character in text.unicodeScalars {
            if character == "\"" || character == "\\" { result += "\\" }
            result.unicodeScalars.append(character)
        }
        return result + "\""
    }

    /// curl's exit statuses: https://curl.se/docs/manpage.html#EXIT
    private static func outcome(_ status: Int32, message: String, gotResponse: Bool) -> Outcome {
        // “curl: (7) Failed to connect …” → “Failed to connect …”
        let words = message.split(separator: "\n").first.map { line in
            line.hasPrefix("curl: (") ? line.drop { $0 != ")" }.dropFirst(2) : line
        }
        let reason = words.map { excerpt(String($0)) } ?? "curl ended with status \(status)"
        switch status {
        case 0 where gotResponse: return .complete
        case 0: return .interrupted(reason: "the server did not answer")
        // A partial file (18), a timeout (28), an empty answer (52), or an error of TLS, sending, receiving or HTTP/2.
        case 18, 28, 35, 52, 55, 56, 92, 95: return .interrupted(reason: reason)
        case 63: return .tooLarge
        default: return .failed(reason: reason)
        }
    }
}
