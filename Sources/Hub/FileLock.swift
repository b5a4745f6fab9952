#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import _System

/// Keeps all other processes, and all other threads of this one, from working on the same download.
struct FileLock: ~Copyable {
    private let descriptor: Int32

    /// Waits until nobody else holds it. The file stays: who removed it could remove another's.
    init(_ path: FilePath) throws(HubError) {
        descriptor = try Self.locked(path)
    }

    private static func locked(_ path: FilePath) throws(HubError) -> Int32 {
        do throws(FileError) { try Files.createFolder(path.folder) } catch { throw HubError(error) }
        let descriptor = Files.open(path, O_RDWR | O_CREAT)
        guard descriptor >= 0, retrying({ flock(descriptor, LOCK_EX) }) == 0 else {
            let reason = systemReason()
            if descriptor >= 0 { close(descriptor) }
            throw HubError(path: path, reason: "cannot be locked: \(reason)")
        }
        return descriptor
    }

    deinit { close(descriptor) }
}
