#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What caches and outputs need of the file system.
package enum Files {
    /// Opens a file; -1 with `errno` set if that fails. The descriptor is closed in programs that are started.
    package static func open(_ path: FilePath, _ flags: Int32, mode: mode_t = 0o666) -> Int32 {
        path.withPlatformString { name in
            #if canImport(Glibc)
            retrying { Glibc.open(name, flags | O_CLOEXEC, mode) }
            #elseif canImport(Musl)
            retrying { Musl.open(name, flags | O_CLOEXEC, mode) }
            #else
            retrying { Darwin.open(name, flags | O_CLOEXEC, mode) }
            #endif
        }
    }

    /// What a path leads to, links followed; nil with `errno` set if that cannot be told.
    package static func status(_ path: FilePath) -> stat? {
        var status = stat()
        return path.withPlatformString { stat($0, &status) } == 0 ? status : nil
    }

    /// Whether something is there, be it a file or a folder.
    package static func exists(_ path: FilePath) -> Bool { status(path) != nil }

    /// Whether there is something to read there, behind whatever symbolic links.
    package static func isFile(_ path: FilePath) -> Bool { size(path) != nil }

    package static func isExecutable(_ path: FilePath) -> Bool {
        isFile(path) && path.withPlatformString { access($0, X_OK) } == 0
    }

    /// In bytes; nil where there is no such file.
    package static func size(_ path: FilePath) -> Int64? {
        guard let status = status(path), status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int64(status.st_size)
    }

    /// What a symbolic link says; nil where there is none.
    package static func linkTarget(_ path: FilePath) -> FilePath? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = path.withPlatformString { name in
            bytes.withUnsafeMutableBytes { buffer in
                readlink(name, buffer.baseAddress!.assumingMemoryBound(to: CChar.self), buffer.count)
            }
        }
        return count < 0 ? nil : FilePath(bytes: bytes[..<count])
    }

    @discardableResult
    package static func remove(_ path: FilePath) -> Bool { path.withPlatformString { unlink($0) } == 0 }

    /// Gives a file another name, in the place of whatever has it.
    package static func rename(_ path: FilePath, to other: FilePath) -> Bool {
        path.withPlatformString { from in
            other.withPlatformString { to in
                #if canImport(Glibc)
                Glibc.rename(from, to) == 0
                #elseif canImport(Musl)
                Musl.rename(from, to) == 0
                #else
                Darwin.rename(from, to) == 0
                #endif
            }
        }
    }

    /// Makes the folder and those that it lies in.
    package static func createFolder(_ path: FilePath) throws(FileError) {
        if let status = status(path), status.st_mode & S_IFMT == S_IFDIR { return }
        let parent = path.folder
        if parent != path, parent != "." { try createFolder(parent) }
        if path.withPlatformString({ mkdir($0, 0o777) }) == 0 { return }
        let code = errno
        // Somebody else may have made it meanwhile; a file in its place is another matter.
        if code == EEXIST, let status = status(path), status.st_mode & S_IFMT == S_IFDIR { return }
        throw FileError(
            path: path, reason: "the folder cannot be made: " + systemReason(code == EEXIST ? ENOTDIR : code))
    }

    /// The bytes of a file; nil if it cannot be read, is no regular file or is larger than that.
    package static func contents(_ path: FilePath, atMost limit: Int) -> [UInt8]? {
        // Without O_NONBLOCK, opening a pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit else {
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size) + 1)
        var count = 0
        while true {
            if count == bytes.count {
                guard count <= limit else { return nil }
                bytes += [UInt8](repeating: 0, count: count)
            }
            let got = bytes.withUnsafeMutableBytes { raw in
                retrying { read(descriptor, raw.baseAddress! + count, raw.count - count) }
            }
            guard got >= 0 else { return nil }
            if got == 0 { break }
            count += got
        }
        return count <= limit ? Array(bytes[..<count]) : nil
    }

    /// The text of a small file without the white space around it; nil if it cannot be read or is larger than that.
    package static func text(_ path: FilePath, atMost limit: Int = 4096) -> String? {
        guard let bytes = contents(path, atMost: limit), let text = String(validating: bytes, as: UTF8.self) else {
            return nil
        }
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }

    /// Puts a small file there, whole or not at all.
    package static func replace(_ path: FilePath, with text: String) throws(FileError) {
        try createFolder(path.folder)
        let temporary = temporaryName(for: path)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL)
        var isWritten = false
        if descriptor >= 0 {
            var text = text
            let written = text.withUTF8 { bytes in retrying { write(descriptor, bytes.baseAddress, bytes.count) } }
            isWritten = written == text.utf8.count && close(descriptor) == 0
        }
        guard isWritten, rename(temporary, to: path) else {
            let reason = systemReason()
            remove(temporary)
            throw FileError(path: path, reason: "cannot be written: \(reason)")
        }
    }

    /// Puts a symbolic link there, in the place of whatever file or link there is.
    package static func link(_ path: FilePath, to target: String) throws(FileError) {
        try createFolder(path.folder)
        let temporary = temporaryName(for: path)
        guard temporary.withPlatformString({ symlink(target, $0) }) == 0, rename(temporary, to: path) else {
            let reason = systemReason()
            remove(temporary)
            throw FileError(path: path, reason: "the link cannot be made: \(reason)")
        }
    }

    /// A name in the same folder, so that renaming never crosses file systems.
    package static func temporaryName(for path: FilePath) -> FilePath {
        path.appending(suffix: ".partial-" + String(UInt32.random(in: 0...UInt32.max), radix: 36))
    }

    /// Brings a new name in a folder to the disk. A folder that cannot be synchronised is no reason to fail: the file
    /// itself is complete.
    package static func synchronizeFolder(of path: FilePath) {
        let descriptor = open(path.folder, O_RDONLY)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }
}
