import _SwiftletSystem

/// Writes files so that readers see the old contents or the new, never a part: writes a new file beside the destination, brings
/// it to the disk and renames it over the destination.
public enum AtomicFile {
    /// Receives the bytes of a file that is being written.
    public struct Writer: ~Copyable {
        let path: FilePath
        let descriptor: Int32
        private var pending: [UInt8] = []

        /// The number of bytes written so far.
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
            guard Files.write(bytes, to: descriptor) else {
                throw FormatError(file: path, reason: "cannot be written: " + systemReason())
            }
        }
    }

    /// Replaces or creates the file at `path` with the bytes that `body` writes. If `body` or the system fails, `path` is unchanged
    /// and nothing is left beside it.
    ///
    /// The new file has the permissions of the old one and, where the system allows it, its owner. If `path` is a symbolic link, the
    /// link stays and its target is replaced.
    public static func write(
        to path: FilePath, _ body: (inout Writer) throws(FormatError) -> Void
    ) throws(FormatError) {
        // The system's error names the target of a link; the caller knows the link.
        func failure(_ error: FileError) -> FormatError { FormatError(file: path, reason: error.reason) }
        let file: ReplacementFile
        do throws(FileError) { file = try ReplacementFile(of: path) } catch { throw failure(error) }
        var writer = Writer(path: path, descriptor: file.descriptor)
        try body(&writer)
        try writer.flush()
        do throws(FileError) { try file.commit() } catch { throw failure(error) }
    }

    /// The same for a path as text.
    public static func write(
        to path: String, _ body: (inout Writer) throws(FormatError) -> Void
    ) throws(FormatError) {
        try write(to: FilePath(named: path), body)
    }
}
