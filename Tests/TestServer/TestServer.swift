import Foundation
import Synchronization

/// A web server on 127.0.0.1 that answers and misbehaves as a test tells it.
public final class TestServer: Sendable {
    public struct Request: Sendable {
        public let method: String
        public let path: String
        /// The headers by name in lower case.
        public let headers: [String: String]
    }

    public struct Response: Sendable {
        public var status = 200
        public var headers: [(String, String)] = []
        public var body: [UInt8] = []
        /// The length in the header; nil for the true one.
        public var contentLength: Int?
        /// Closes the connection after this many bytes of the body.
        public var dropAfter: Int?
        /// Sends the body again and again, without a length, until the client closes the connection.
        public var isEndless = false

        public init(
            status: Int = 200, headers: [(String, String)] = [], body: [UInt8] = [], contentLength: Int? = nil,
            dropAfter: Int? = nil
        ) {
            self.status = status
            self.headers = headers
            self.body = body
            self.contentLength = contentLength
            self.dropAfter = dropAfter
        }

        public static let notFound = Response(status: 404)

        public static func redirect(_ location: String, status: Int = 302) -> Response {
            Response(status: status, headers: [("Location", location)])
        }
    }

    public let port: UInt16
    private let socket: Int32
    private let handler: @Sendable (Request) -> Response
    private let log = Mutex<[Request]>([])

    public var url: String { "http://127.0.0.1:\(port)" }
    /// The requests so far.
    public var requests: [Request] { log.withLock { $0 } }

    public init(_ handler: @escaping @Sendable (Request) -> Response) {
        self.handler = handler
        #if canImport(Glibc)
        let stream = Int32(SOCK_STREAM.rawValue)
        #else
        let stream = SOCK_STREAM
        #endif
        let socket = Foundation.socket(AF_INET, stream, 0)
        self.socket = socket
        _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                precondition(bind(socket, pointer, length) == 0 && listen(socket, 16) == 0, "no port to listen at")
                getsockname(socket, pointer, &length)
            }
            return UInt16(bigEndian: pointer.pointee.sin_port)
        }
        Thread.detachNewThread { [self] in serve() }
    }

    public func stop() {
        shutdown(socket, Int32(SHUT_RDWR))
    }

    private func serve() {
        while true {
            let connection = accept(socket, nil, nil)
            guard connection >= 0 else {
                // Closed here and not by `stop()`: another server might get the descriptor's number at once, and this loop
                // would accept its connections.
                close(socket)
                return
            }
            _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
            Thread.detachNewThread { [self] in
                if let request = Self.read(connection) {
                    log.withLock { $0.append(request) }
                    Self.write(handler(request), to: request, connection)
                }
                close(connection)
            }
        }
    }

    private static func read(_ connection: Int32) -> Request? {
        var head = ""
        var byte: UInt8 = 0
        while !head.hasSuffix("\r\n\r\n") {
            guard recv(connection, &byte, 1, 0) == 1, head.utf8.count < 1 << 16 else { return nil }
            head.unicodeScalars.append(Unicode.Scalar(byte))
        }
        let lines = head.components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ").map(String.init)
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(
                in: .whitespaces)
        }
        return words.count > 1 ? Request(method: words[0], path: words[1], headers: headers) : nil
    }

    private static func write(_ response: Response, to request: Request, _ connection: Int32) {
        var head = "HTTP/1.1 \(response.status) Whatever\r\nConnection: close\r\n"
        if !response.isEndless {
            head += "Content-Length: \(response.contentLength ?? response.body.count)\r\n"
        }
        for (name, value) in response.headers { head += "\(name): \(value)\r\n" }
        var bytes = Array((head + "\r\n").utf8)
        if request.method != "HEAD" {
            bytes += response.body.prefix(response.dropAfter ?? .max)
        }
        var sent = 0
        while sent < bytes.count || (response.isEndless && !response.body.isEmpty) {
            if sent == bytes.count { (bytes, sent) = (response.body, 0) }
            let count = bytes.withUnsafeBytes {
                send(connection, $0.baseAddress! + sent, $0.count - sent, Self.noSignal)
            }
            guard count > 0 else { return }
            sent += count
        }
        shutdown(connection, Int32(SHUT_WR))
        // Lets the client read everything before the connection is closed.
        var byte: UInt8 = 0
        while recv(connection, &byte, 1, 0) > 0 {}
    }

    #if canImport(Darwin)
    private static let noSignal: Int32 = 0
    #else
    private static let noSignal = Int32(MSG_NOSIGNAL)
    #endif
}

extension TestServer.Request {
    /// The first byte that a `Range` asks for.
    public var rangeStart: Int? {
        guard let range = headers["range"], range.hasPrefix("bytes="), range.hasSuffix("-") else { return nil }
        return Int(range.dropFirst("bytes=".count).dropLast())
    }
}

extension TestServer.Response {
    /// A file, or the requested part of it.
    public static func file(_ body: [UInt8], for request: TestServer.Request) -> TestServer.Response {
        guard let start = request.rangeStart else { return TestServer.Response(body: body) }
        guard start < body.count else {
            return TestServer.Response(status: 416, headers: [("Content-Range", "bytes */\(body.count)")])
        }
        return TestServer.Response(
            status: 206, headers: [("Content-Range", "bytes \(start)-\(body.count - 1)/\(body.count)")],
            body: Array(body[start...]))
    }
}
