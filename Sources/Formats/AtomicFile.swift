#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import _System

/// Writes files so that their readers see the old contents or the new ones and never a part: into a new file beside the
/// destination, which is brought to the disk and then renamed over it.
public enum AtomicFile {
    /// The bytes of a file that is being written.
    public struct Writer: ~Copyable {
        let path: FilePath
        let descriptor: Int32
        private var pending: [UInt8] = []

        /// The number of bytes handed over so far.
        public private(set) var position = 0

        private static let bufferSize = 1 << 16

        init(path: FilePath, descriptor: Int32) {
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
        to path: FilePath, _ body: (inout Writer) throws(FormatError) -> Void
    ) throws(FormatError) {
        guard !path.isEmpty else { throw FormatError(file: quoted(""), reason: "not a path to write to") }
        if let status = Files.status(path), status.st_mode & S_IFMT != S_IFREG {
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
            guard close(descriptor) == 0 || errno == EINTR, Files.rename(temporary, to: path) else {
                throw FormatError(file: path, reason: "cannot be written: " + systemReason())
            }
        } catch {
            Files.remove(temporary)
            throw error
        }
        Files.synchronizeFolder(of: path)
    }

    /// The same for a path as text.
    public static func write(
        to path: String, _ body: (inout Writer) throws(FormatError) -> Void
    ) throws(FormatError) {
        try write(to: FilePath(named: path), body)
    }

    /// A new, empty file in the same folder, so that renaming it never crosses file systems.
    private static func create(beside path: FilePath) throws(FormatError) -> (path: FilePath, descriptor: Int32) {
        for _ in 0..<16 {
            let temporary = Files.temporaryName(for: path)
            let descriptor = Files.open(temporary, O_WRONLY | O_CREAT | O_EXCL)
            if descriptor >= 0 { return (temporary, descriptor) }
            if errno != EEXIST { break }
        }
        throw FormatError(file: path, reason: "cannot be created: " + systemReason())
    }
}
