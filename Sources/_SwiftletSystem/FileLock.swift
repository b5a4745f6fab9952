import _SwiftletLibC

/// A lock on a file, held against all other processes and all other threads of this one.
///
/// The holder may write a number into the file: a download writes the number of bytes that it has received.
package struct FileLock: ~Copyable {
    private let descriptor: Int32

    /// Creates the file if need be and waits for the lock. The file stays afterwards: removing it could remove a file that
    /// another process has locked since.
    package init(_ path: FilePath) throws(FileError) {
        descriptor = try Self.locked(path)
    }

    private static func locked(_ path: FilePath) throws(FileError) -> Int32 {
        try Files.createFolder(path.folder)
        let descriptor = Files.open(path, O_RDWR | O_CREAT | O_NONBLOCK)
        guard descriptor >= 0, retrying({ flock(descriptor, LOCK_EX) }) == 0 else {
            let reason = systemReason()
            if descriptor >= 0 { close(descriptor) }
            throw FileError(path: path, reason: "cannot be locked: \(reason)")
        }
        return descriptor
    }

    /// Writes a number into the file. Leaves the file empty if that fails.
    package func write(_ number: Int64) {
        let digits = Array("\(number)\n".utf8)
        guard ftruncate(descriptor, 0) == 0 else { return }
        // Some of the digits would read as another number.
        if pwrite(descriptor, digits, digits.count, 0) != digits.count { _ = ftruncate(descriptor, 0) }
    }

    /// The number in a lock's file, whether or not the lock is held; nil if there is none.
    package static func number(_ path: FilePath) -> Int64? {
        // Without its line feed the number may be half written.
        guard let bytes = Files.contents(path, atMost: 32), bytes.last == UInt8(ascii: "\n") else { return nil }
        return String(validating: bytes.dropLast(), as: UTF8.self).flatMap { Int64($0) }
    }

    deinit { close(descriptor) }
}
