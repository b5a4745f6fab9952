import _SwiftletLibC

/// File system operations on ``FilePath``.
package enum Files {
    /// Opens a file; -1 with `errno` set if that fails. Programs that this process starts do not inherit the descriptor.
    package static func open(_ path: FilePath, _ flags: Int32, mode: mode_t = 0o666) -> Int32 {
        path.withPlatformString { name in
            retrying { _SwiftletLibC.open(name, flags | O_CLOEXEC, mode) }
        }
    }

    /// The status of the file at a path, links followed; nil with `errno` set if that fails.
    package static func status(_ path: FilePath) -> stat? {
        var status = stat()
        return path.withPlatformString { stat($0, &status) } == 0 ? status : nil
    }

    /// Whether a file or a folder exists at the path.
    package static func exists(_ path: FilePath) -> Bool { status(path) != nil }

    /// Whether the path leads to a regular file, links followed.
    package static func isFile(_ path: FilePath) -> Bool { size(path) != nil }

    package static func isExecutable(_ path: FilePath) -> Bool {
        isFile(path) && path.withPlatformString { access($0, X_OK) } == 0
    }

    /// The size of a regular file in bytes; nil if there is none.
    package static func size(_ path: FilePath) -> Int64? {
        guard let status = status(path), status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int64(status.st_size)
    }

    /// Why a file cannot be created in a folder; nil if it can.
    package static func reasonAgainstWriting(inFolder path: FilePath) -> String? {
        guard let status = status(path) else { return systemReason() }
        guard status.st_mode & S_IFMT == S_IFDIR else { return systemReason(ENOTDIR) }
        return path.withPlatformString { access($0, W_OK | X_OK) } == 0 ? nil : systemReason()
    }

    @discardableResult
    package static func remove(_ path: FilePath) -> Bool { path.withPlatformString { unlink($0) } == 0 }

    /// Renames a file, replacing a file that has the other name.
    package static func rename(_ path: FilePath, to other: FilePath) -> Bool {
        path.withPlatformString { from in
            other.withPlatformString { to in
                _SwiftletLibC.rename(from, to) == 0
            }
        }
    }

    /// Creates the folder and its missing parents.
    package static func createFolder(_ path: FilePath) throws(FileError) {
        if let status = status(path), status.st_mode & S_IFMT == S_IFDIR { return }
        let parent = path.folder
        if parent != path, parent != "." { try createFolder(parent) }
        if path.withPlatformString({ mkdir($0, 0o777) }) == 0 { return }
        let code = errno
        // Another process may have created the folder meanwhile. A file in its place is an error.
        if code == EEXIST, let status = status(path), status.st_mode & S_IFMT == S_IFDIR { return }
        throw FileError(
            path: path, reason: "the folder cannot be created: " + systemReason(code == EEXIST ? ENOTDIR : code))
    }

    /// The bytes of a regular file; nil if it cannot be read or is larger than `limit` bytes.
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

    /// The text of a small file without surrounding white space; nil if it cannot be read, is not UTF-8 or is larger than
    /// `limit` bytes.
    package static func text(_ path: FilePath, atMost limit: Int = 4096) -> String? {
        guard let bytes = contents(path, atMost: limit), let text = String(validating: bytes, as: UTF8.self) else {
            return nil
        }
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }

    /// Writes a small file, whole or not at all.
    package static func replace(_ path: FilePath, with text: String) throws(FileError) {
        try createFolder(path.folder)
        let file = try ReplacementFile(of: path)
        let isWritten = Array(text.utf8).withUnsafeBytes { write($0, to: file.descriptor) }
        guard isWritten else { throw FileError(path: path, reason: "cannot be written: " + systemReason()) }
        try file.commit()
    }

    /// Writes all bytes to an open file; false with `errno` set if that fails.
    package static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let written = retrying { _SwiftletLibC.write(descriptor, rest.baseAddress, rest.count) }
            guard written > 0 else {
                if written == 0 { errno = EIO }
                return false
            }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
        }
        return true
    }

    /// Creates a symbolic link, replacing a file or link at the path.
    package static func link(_ path: FilePath, to target: String) throws(FileError) {
        try createFolder(path.folder)
        let temporary = path.appending(suffix: ".partial-" + String(UInt64.random(in: 0...UInt64.max), radix: 16))
        let cleanUp = CleanUp.File(temporary)
        guard temporary.withPlatformString({ symlink(target, $0) }) == 0, rename(temporary, to: path) else {
            let reason = systemReason()
            remove(temporary)
            throw FileError(path: path, reason: "the link cannot be created: \(reason)")
        }
        _ = consume cleanUp
    }

    /// The target of a symbolic link; nil if the path is not a link.
    package static func linkTarget(_ path: FilePath) -> FilePath? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = path.withPlatformString { name in
            buffer.withUnsafeMutableBytes {
                readlink(name, $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
            }
        }
        return count > 0 && count < buffer.count ? FilePath(bytes: buffer[..<count]) : nil
    }

    /// The system's error number, taken when the value is created.
    package struct SystemCode: Error {
        package let code = errno
    }

    /// All names in a folder, in no particular order.
    package static func names(in folder: FilePath) -> Result<[FilePath.Component], SystemCode> {
        guard let stream = folder.withPlatformString({ opendir($0) }) else { return .failure(SystemCode()) }
        defer { closedir(stream) }
        let offset = MemoryLayout<dirent>.offset(of: \.d_name)!
        var names: [FilePath.Component] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
            if let component = FilePath.Component(platformString: name), component.kind == .regular {
                names.append(component)
            }
        }
        return errno == 0 ? .success(names) : .failure(SystemCode())
    }

    /// Brings a new name in a folder to the disk. Ignores a folder that cannot be synchronised: the file itself is complete.
    package static func synchronizeFolder(of path: FilePath) {
        let descriptor = open(path.folder, O_RDONLY)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }
}
