import _SwiftletLibC
import _SwiftletSystem

/// Downloads one file into `DESTINATION.incomplete`, going on from where the last attempt stopped. Then checks it, brings it to the
/// disk and renames it.
final class Download {
    private let client: Client
    private let address: WebAddress
    private let destination: FilePath
    private let partial: FilePath
    /// Without a checksum, the bytes that an earlier process left are discarded, because nothing can verify them. Within one run,
    /// the server's entity tag does.
    private let checksum: Checksum?
    private let limit: Int64
    private let unannouncedLimit: Int64
    private let progress: (Int64, Int64?) -> Void

    private var descriptor: Int32 = -1
    private var isRefused = false
    private var received: Int64 = 0
    private var size: Int64?
    /// The strong entity tag of the contents that the server has sent so far.
    private var validator: String?
    /// The server's temporary problem, if any.
    private var trouble: String?

    /// The pause that the server asks for.
    private var retryAfter: Duration?

    private var url: String { address.text }

    /// - Parameters:
    ///   - size: The size in bytes, if it is known beforehand.
    ///   - limit: The largest size in bytes.
    ///   - unannouncedLimit: The largest size while the size is unknown.
    ///   - progress: Gets the bytes received and, once known, the size.
    init(
        _ client: Client, _ address: WebAddress, to destination: FilePath, size: Int64?, checksum: Checksum?,
        limit: Int64, unannouncedLimit: Int64,
        progress: @escaping (Int64, Int64?) -> Void
    ) {
        self.client = client
        self.address = address
        self.destination = destination
        partial = destination.appending(suffix: ".incomplete")
        self.size = size
        self.checksum = checksum
        self.limit = limit
        self.unannouncedLimit = min(limit, unannouncedLimit)
        self.progress = progress
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Downloads the file. The caller must hold the file's lock.
    /// - Returns: The file's size in bytes.
    func run(pause: Duration) throws(HubError) -> Int64 {
        if let size { try checkLimit(size) }
        try open()
        do throws(HubError) {
            try fetch(Patience(pause: pause))
        } catch {
            // Without a checksum a later download cannot resume.
            if isRefused || checksum == nil || received == 0 { Files.remove(partial) }
            throw error
        }
        try finish()
        return received
    }

    private func fetch(_ patience: Patience) throws(HubError) {
        var patience = patience
        while size != received || trouble != nil {
            let reason: String
            switch try attempt() {
            case .complete where trouble == nil && (size == nil || size == received):
                size = received
                continue
            case .complete: reason = trouble ?? "the answer ended early"
            case .interrupted(let why): reason = why
            // The page that describes the problem may be longer than the file.
            case .tooLarge where trouble != nil: reason = trouble ?? ""
            case .tooLarge: throw excess(size ?? limit)
            case .failed(let why): throw HubError(url: url, reason: why + advice)
            }
            guard patience.allowsAnother(after: received, pausing: retryAfter) else {
                throw HubError(url: url, reason: "the download broke off \(position): \(reason)\(advice)")
            }
            (trouble, retryAfter) = (nil, nil)
        }
    }

    /// An error after which the received bytes are deleted: the server sends something other than the file.
    private func refusal(_ reason: String) -> HubError {
        isRefused = true
        return HubError(url: url, reason: reason)
    }

    /// `after 12 of 345 bytes`
    private var position: String { "after \(received)" + (size.map { " of \($0)" } ?? "") + " bytes" }

    private var advice: String {
        received > 0 && checksum != nil ? "; start it again to resume" : ""
    }

    private func excess(_ most: Int64) -> HubError {
        refusal("the server sends more than \(most) bytes; at most \(most) are allowed")
    }

    // MARK: Steps

    private func open() throws(HubError) {
        do throws(FileError) { try Files.createFolder(destination.folder) } catch { throw HubError(error) }
        // Never through a link, nor into a file with a second name: others may write to the cache's folder.
        descriptor = Files.open(partial, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK)
        var status = stat()
        if descriptor < 0 || fstat(descriptor, &status) != 0 || status.st_mode & S_IFMT != S_IFREG
            || status.st_nlink != 1
        {
            if descriptor >= 0 { close(descriptor) }
            Files.remove(partial)
            descriptor = Files.open(partial, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW)
        }
        guard descriptor >= 0 else { throw HubError(path: partial, reason: "cannot be opened: \(systemReason())") }
        received = Int64(lseek(descriptor, 0, SEEK_END))
        if checksum == nil || received > size ?? limit { try startAnew() }
        progress(received, size)
    }

    /// Discards the bytes received so far.
    private func startAnew() throws(HubError) {
        guard retrying({ ftruncate(descriptor, 0) }) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw HubError(path: partial, reason: "cannot be emptied: \(systemReason())")
        }
        received = 0
    }

    private func attempt() throws(HubError) -> Curl.Outcome {
        var headers: [(name: String, value: String)] = []
        if checksum == nil, validator == nil { try startAnew() }
        if received > 0 {
            headers.append(("Range", "bytes=\(received)-"))
            if checksum == nil, let validator { headers.append(("If-Range", validator)) }
        }
        return try client.send(address, headers: headers, limit: size ?? limit) {
            response throws(HubError) in
            try self.begin(response)
        } onBody: { bytes throws(HubError) in
            if self.trouble == nil { try self.append(bytes) }
        }
    }

    private func begin(_ response: HTTPResponse) throws(HubError) {
        let total: Int64?
        switch response.status {
        case 206:
            guard let range = response.contentRange, range.start == received else {
                throw refusal("the server sends a different part than the requested one")
            }
            total = range.total
        case 416 where received > 0:
            // The server has nothing after the received bytes: they are the whole file, or not part of it.
            if let total = response.contentRange?.total, total == received, size == nil {
                size = total
            } else {
                try startAnew()
            }
            trouble = "the server has no more bytes (HTTP 416)"
            return
        case 200..<300:
            if received > 0 { try startAnew() }
            total = response.length("content-length")
            validator = response["etag"].flatMap { $0.hasPrefix("\"") ? $0 : nil }
            // Without a checksum, the contents and their size may have changed since the last attempt.
            if checksum == nil { size = nil }
        case let status where Client.isTemporary(status):
            trouble = "the server has a problem (HTTP \(status))"
            retryAfter = response.retryAfter
            return
        default:
            if let rejection = client.rejection(response, of: address) { throw rejection }
            return  // a redirect
        }
        if let total, let size, total != size {
            throw refusal("the server offers \(total) bytes, but the file has \(size)")
        }
        if let total { try checkLimit(total) }
        size = size ?? total
        progress(received, size)
    }

    private func checkLimit(_ size: Int64) throws(HubError) {
        guard size <= limit else {
            throw refusal("the file has \(size) bytes; at most \(limit) are allowed")
        }
    }

    private func append(_ bytes: UnsafeRawBufferPointer) throws(HubError) {
        let (after, overflow) = received.addingReportingOverflow(Int64(bytes.count))
        guard !overflow, after <= size ?? unannouncedLimit else {
            throw excess(size ?? unannouncedLimit)
        }
        var rest = bytes
        while !rest.isEmpty {
            let written = retrying { write(descriptor, rest.baseAddress, rest.count) }
            guard written > 0 else {
                throw HubError(path: partial, reason: "cannot be written \(position): \(systemReason())\(advice)")
            }
            received += Int64(written)
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
        }
        progress(received, size)
    }

    private func finish() throws(HubError) {
        do throws(HubError) {
            try checksum?.verify(descriptor, size: received, url: url)
        } catch {
            Files.remove(partial)
            throw error
        }
        guard retrying({ fsync(descriptor) }) == 0 else {
            throw HubError(path: partial, reason: "cannot be written: \(systemReason())")
        }
        guard Files.rename(partial, to: destination) else {
            throw HubError(path: destination, reason: "cannot be written: \(systemReason())")
        }
        Files.synchronizeFolder(of: destination)
    }
}
