#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The few things that a cache does with files.
package enum Files {
    /// Whether there is something to read there, behind whatever symbolic links.
    package static func isFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Nil where there is no such file.
    static func size(_ path: String) -> Int64? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int64(status.st_size)
    }

    /// What a symbolic link says; nil where there is none.
    static func linkTarget(_ path: String) -> String? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = bytes.withUnsafeMutableBytes { buffer in
            readlink(path, buffer.baseAddress!.assumingMemoryBound(to: CChar.self), buffer.count)
        }
        return count < 0 ? nil : String(validating: bytes[..<count], as: UTF8.self)
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Makes the folder and those that it lies in.
    static func createFolder(_ path: String) throws(HubError) {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
        let parent = folder(of: path)
        if parent != path, parent != "." { try createFolder(parent) }
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw HubError(url: path, reason: "the folder cannot be made: \(systemReason())")
        }
    }

    /// The text of a small file without the white space around it; nil if it cannot be read or is larger than that.
    package static func text(_ path: String, atMost limit: Int = 4096) -> String? {
        let descriptor = retrying { open(path, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { raw in
                retrying { read(descriptor, raw.baseAddress! + count, raw.count - count) }
            }
            guard got >= 0 else { return nil }
            if got == 0 { break }
            count += got
        }
        guard count <= limit, let text = String(validating: bytes[..<count], as: UTF8.self) else { return nil }
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }

    /// Puts a small file there, whole or not at all.
    package static func replace(_ path: String, with text: String) throws(HubError) {
        try createFolder(folder(of: path))
        let temporary = path + ".partial-" + String(UInt32.random(in: 0...UInt32.max), radix: 36)
        let descriptor = retrying { open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
        var isWritten = false
        if descriptor >= 0 {
            var text = text
            let written = text.withUTF8 { bytes in retrying { write(descriptor, bytes.baseAddress, bytes.count) } }
            isWritten = written == text.utf8.count && close(descriptor) == 0
        }
        guard isWritten, rename(temporary, path) == 0 else {
            let reason = systemReason()
            unlink(temporary)
            throw HubError(url: path, reason: "cannot be written: \(reason)")
        }
    }

    /// Puts a symbolic link there, in the place of whatever file or link there is.
    static func link(_ path: String, to target: String) throws(HubError) {
        try createFolder(folder(of: path))
        let temporary = path + ".partial-" + String(UInt32.random(in: 0...UInt32.max), radix: 36)
        guard symlink(target, temporary) == 0, rename(temporary, path) == 0 else {
            let reason = systemReason()
            unlink(temporary)
            throw HubError(url: path, reason: "the link cannot be made: \(reason)")
        }
    }

    /// Brings a new name in a folder to the disk. A folder that cannot be synchronised is no reason to fail: the file
    /// itself is complete.
    static func synchronizeFolder(of path: String) {
        let descriptor = retrying { open(folder(of: path), O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }
}
