import _SwiftletLibC

/// Keeps all other processes, and all other threads of this one, from working on the same thing.
///
/// What is in the file is the holder's to say: a download keeps the number of bytes there that it brought.
package struct FileLock: ~Copyable {
    private let descriptor: Int32

    /// Waits until nobody else holds it. The file stays: who removed it could remove another's.
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

    /// Says a number in the file; nothing where that fails.
    package func write(_ number: Int64) {
        let digits = Array("\(number)\n".utf8)
        guard ftruncate(descriptor, 0) == 0 else { return }
        // A part of the digits would be another number.
        if pwrite(descriptor, digits, digits.count, 0) != digits.count { _ = ftruncate(descriptor, 0) }
    }

    /// The number in the file of a lock, whoever holds it; nil where there is none.
    package static func number(_ path: FilePath) -> Int64? {
        // Without its end the number may be half written.
        guard let bytes = Files.contents(path, atMost: 32), bytes.last == UInt8(ascii: "\n") else { return nil }
        return String(validating: bytes.dropLast(), as: UTF8.self).flatMap { Int64($0) }
    }

    deinit { close(descriptor) }
}
