#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Keeps all other processes, and all other threads of this one, from working on the same download.
struct FileLock: ~Copyable {
    private let descriptor: Int32

    /// Waits until nobody else holds it. The file stays: who removed it could remove another's.
    init(_ path: String) throws(HubError) {
        descriptor = try Self.locked(path)
    }

    private static func locked(_ path: String) throws(HubError) -> Int32 {
        try Files.createFolder(Files.folder(of: path))
        let descriptor = retrying { open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666) }
        guard descriptor >= 0, retrying({ flock(descriptor, LOCK_EX) }) == 0 else {
            let reason = systemReason()
            if descriptor >= 0 { close(descriptor) }
            throw HubError(url: path, reason: "cannot be locked: \(reason)")
        }
        return descriptor
    }

    deinit { close(descriptor) }
}
