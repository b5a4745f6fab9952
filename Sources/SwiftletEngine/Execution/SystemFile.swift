import _SwiftletLibC

/// Files in which the system tells about itself.
enum SystemFile {
    private static let mostBytes = 4 << 20

    /// The text of a file, up to a limit; nil if it cannot be read.
    static func text(_ path: String) -> String? {
        // Not to wait for a writer where there is a pipe instead.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        // Such files have no size: what is there shows in reading.
        while bytes.count < mostBytes {
            let count = retrying { read(descriptor, &buffer, buffer.count) }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
