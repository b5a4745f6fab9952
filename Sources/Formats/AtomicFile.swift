#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Writes files so that their readers see the old contents or the new ones and never a part: into a new file beside the
/// destination, which is brought to the disk and then renamed over it.
public enum AtomicFile {
    /// The bytes of a file that is being written.
    public struct Writer: ~Copyable {
        let path: String
        let descriptor: Int32
        private var pending: [UInt8] = []

        /// The number of bytes handed over so far.
        public private(set) var position = 0

        private static let bufferSize = 1 << 16

        init(path: String, descriptor: Int32) {
            self.path = path
            self.descriptor = descriptor
            pending.reserveCapacity(Self.bufferSize)
        }

        public mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FormatError) {
            position += bytes.count
            if pending.count + bytes.count > Self.bufferSize { try flush() }
            if bytes.count >= Self.bufferSize {
                try writeThrough(bytes)
            } else {
                pending.append(contentsOf: bytes)
            }
        }

        public mutating func write(_ bytes: [UInt8]) throws(FormatError) {
            // `withUnsafeBytes` of an array has no typed throws.
            let result: Result<Void, FormatError> = bytes.withUnsafeBytes { raw in
                do throws(FormatError) {
                    try write(raw)
                    return .success(())
                } catch {
                    return .failure(error)
                }
            }
            try result.get()
        }

        mutating func flush() throws(FormatError) {
            let bytes = pending
            pending.removeAll(keepingCapacity: true)
            let result: Result<Void, FormatError> = bytes.withUnsafeBytes { raw in
                do throws(FormatError) {
                    try writeThrough(raw)
                    return .success(())
                } catch {
                    return .failure(error)
                }
            }
            try result.get()
        }

        private func writeThrough(_ bytes: UnsafeRawBufferPointer) throws(FormatError) {
            var rest = bytes
            while !rest.isEmpty {
                #if canImport(Darwin)
                let written = retrying { Darwin.write(descriptor, rest.baseAddress, rest.count) }
                #elseif canImport(Musl)
                let written = retrying { Musl.write(descriptor, rest.baseAddress, rest.count) }
                #else
                let written = retrying { Glibc.write(descriptor, rest.baseAddress, rest.count) }
                #endif
                guard written > 0 else { throw FormatError(file: path, reason: "cannot be written: " + systemReason()) }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
            }
        }
    }

    /// Replaces the file at `path`, or creates it, by what `body` writes. When `body` or the system fails, nothing at
    /// `path` has changed and nothing is left beside it.
    public static func write(
        to path: String, _ body: (inout Writer) throws(FormatError) -> Void
    ) throws(FormatError) {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw FormatError(file: quoted(path), reason: "not a path to write to")
        }
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            throw FormatError(file: path, reason: "exists and is not a regular file")
        }
        let (temporary, descriptor) = try create(beside: path)
        do throws(FormatError) {
            var writer = Writer(path: path, descriptor: descriptor)
            do throws(FormatError) {
                try body(&writer)
                try writer.flush()
                guard retrying({ fsync(descriptor) }) == 0 else {
                    throw FormatError(file: path, reason: "cannot be written: " + systemReason())
                }
            } catch {
                close(descriptor)
                throw error
            }
            // Some file systems report a failed write only here.
            guard close(descriptor) == 0 || errno == EINTR, rename(temporary, path) == 0 else {
                throw FormatError(file: path, reason: "cannot be written: " + systemReason())
            }
        } catch {
            unlink(temporary)
            throw error
        }
        synchronizeFolder(of: path)
    }

    /// A new, empty file in the same folder, so that renaming it never crosses file systems.
    private static func create(beside path: String) throws(FormatError) -> (path: String, descriptor: Int32) {
        for _ in 0..<16 {
            let temporary = path + ".partial-" + String(UInt32.random(in: 0...UInt32.max), radix: 36)
            let descriptor = retrying { open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
            if descriptor >= 0 { return (temporary, descriptor) }
            if errno != EEXIST { break }
        }
        throw FormatError(file: path, reason: "cannot be created: " + systemReason())
    }

    /// Brings the new name to the disk. A folder that cannot be opened or synchronised is no reason to fail: the file
    /// itself is complete.
    private static func synchronizeFolder(of path: String) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = retrying { open(folder, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }
}
