import _System

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file's bytes, mapped read-only for as long as this object lives.
///
/// The mapping is private to the process but follows the file: whoever shortens the file in place while it is mapped
/// makes the pages behind its new end unreadable. Replacing it by renaming another over it, as ``AtomicFile`` does, is safe.
package final class MappedFile: @unchecked Sendable {
    package let bytes: UnsafeRawBufferPointer

    package init(path: FilePath) throws(FormatError) {
        // Without O_NONBLOCK, opening a pipe would wait for its writer.
        let descriptor = Files.open(path, O_RDONLY | O_NONBLOCK)
        guard descriptor >= 0 else { throw FormatError(file: path, reason: systemReason()) }
        defer { close(descriptor) }

        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FormatError(file: path, reason: systemReason()) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw FormatError(file: path, reason: "is a folder, not a file")
        default: throw FormatError(file: path, reason: "is not a regular file, so it cannot be mapped into memory")
        }
        guard let size = Int(exactly: status.st_size), size > 0 else {
            throw FormatError(file: path, reason: "the file is empty")
        }
        guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            throw FormatError(file: path, reason: "cannot be mapped into memory: " + systemReason())
        }
        bytes = UnsafeRawBufferPointer(start: start, count: size)
    }

    deinit {
        munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    }
}
