import _SwiftletSystem

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
            guard Files.write(bytes, to: descriptor) else {
                throw FormatError(file: path, reason: "cannot be written: " + systemReason())
            }
        }
    }

    /// Replaces the file at `path`, or creates it, by what `body` writes. When `body` or the system fails, nothing at
    /// `path` has changed and nothing is left beside it.
    ///
    /// The new file has the permissions of the old one and, where the system lets it, its owner. Behind a symbolic link, the
    /// file that it leads to is replaced, and the link stays.
    public static func write(
        to path: FilePath, _ body: (inout Writer) throws(FormatError) -> Void
    ) throws(FormatError) {
        // A system error names the file that a link leads to; callers know the link.
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
