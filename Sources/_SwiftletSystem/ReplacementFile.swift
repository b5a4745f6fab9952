import _SwiftletLibC

/// A new file that is written beside the one it will replace, so that readers see the old contents or the new, never a part.
///
/// While it is written it is called `FILE.partial-0123456789abcdef`, and its writer holds a lock on it (flock). Without
/// ``commit()`` it is removed when this value goes or when a signal ends a process that uses ``CleanUp``. If neither happens,
/// the next writer of the same file removes it: the free lock shows that its writer is gone.
package struct ReplacementFile: ~Copyable {
    package let descriptor: Int32
    private let temporary: FilePath
    private let destination: FilePath
    private let cleanUp: CleanUp.File
    private var isCommitted = false

    /// - Parameter path: The file to replace or create. If it is a symbolic link, the link stays and its target is replaced. The
    ///   new file takes the permissions of the old one and, where the system allows it, its owner.
    package init(of path: FilePath) throws(FileError) {
        guard !path.isEmpty else { throw FileError(path: path, reason: "not a path to write to") }
        let destination = try Self.followingLinks(path)
        let former = Files.status(destination)
        if let former, former.st_mode & S_IFMT != S_IFREG {
            throw FileError(path: path, reason: "exists and is not a regular file")
        }
        Self.removeAbandoned(beside: destination)
        for _ in 0..<16 {
            let temporary = destination.appending(suffix: Self.infix + Self.randomDigits())
            let cleanUp = CleanUp.File(temporary)
            // Closed to other users until it has the permissions of the file that it replaces.
            let descriptor = Files.open(
                temporary, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: former == nil ? 0o666 : 0o600)
            guard descriptor >= 0 else {
                if errno == EEXIST { continue }
                throw FileError(path: path, reason: "cannot be created: " + systemReason())
            }
            // Before it was locked, another writer may have taken it for abandoned and removed it.
            var status = stat()
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &status) == 0, status.st_nlink > 0 else {
                // A file system without locks: there, nobody removes abandoned files either.
                if errno == ENOLCK || errno == EOPNOTSUPP || errno == ENOSYS {
                    self.init(descriptor, temporary, destination, cleanUp, former)
                    return
                }
                close(descriptor)
                Files.remove(temporary)
                continue
            }
            self.init(descriptor, temporary, destination, cleanUp, former)
            return
        }
        throw FileError(path: path, reason: "cannot be created: every temporary name is taken")
    }

    private init(
        _ descriptor: Int32, _ temporary: FilePath, _ destination: FilePath, _ cleanUp: consuming CleanUp.File,
        _ former: stat?
    ) {
        self.descriptor = descriptor
        self.temporary = temporary
        self.destination = destination
        self.cleanUp = cleanUp
        guard let former else { return }
        var permissions = former.st_mode & 0o7777
        // Only root can give the file to another owner. Without that owner, the set-user-ID and similar bits must go.
        if fchown(descriptor, former.st_uid, former.st_gid) != 0 { permissions &= 0o777 }
        _ = fchmod(descriptor, permissions)
    }

    /// Brings the file to the disk and gives it its final name.
    package consuming func commit() throws(FileError) {
        guard retrying({ fsync(descriptor) }) == 0 else {
            throw FileError(path: destination, reason: "cannot be written: " + systemReason())
        }
        guard Files.rename(temporary, to: destination) else {
            throw FileError(path: destination, reason: "cannot be written: " + systemReason())
        }
        Files.synchronizeFolder(of: destination)
        isCommitted = true
    }

    deinit {
        if !isCommitted { Files.remove(temporary) }
        // Closing releases the lock, after the name is gone.
        close(descriptor)
    }
}

extension ReplacementFile {
    private static let infix = ".partial-"
    private static let digitCount = 16

    private static func randomDigits() -> String {
        let digits = String(UInt64.random(in: 0...UInt64.max), radix: 16)
        return String(repeating: "0", count: digitCount - digits.utf8.count) + digits
    }

    /// The path that a write ends up at: follows symbolic links at the end of the path, also to a file that does not exist yet.
    private static func followingLinks(_ path: FilePath) throws(FileError) -> FilePath {
        var result = path
        for _ in 0..<40 {
            guard let target = Files.linkTarget(result) else { return result }
            result = target.isAbsolute ? target : result.removingLastComponent().pushing(target)
        }
        throw FileError(path: path, reason: systemReason(ELOOP))
    }

    /// Removes the temporary files of writers that are gone: their locks are free.
    private static func removeAbandoned(beside destination: FilePath) {
        guard let name = destination.lastComponent, case .success(let names) = Files.names(in: destination.folder)
        else {
            return
        }
        let beginning = name.bytes
        for candidate in names {
            let bytes = candidate.bytes
            guard bytes.count == beginning.count + infix.utf8.count + digitCount, bytes.starts(with: beginning),
                bytes.dropFirst(beginning.count).starts(with: infix.utf8),
                bytes.suffix(digitCount).allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
            else { continue }
            let path = destination.removingLastComponent().appending(candidate)
            let descriptor = Files.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
            guard descriptor >= 0 else { continue }
            var status = stat()
            if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
                flock(descriptor, LOCK_EX | LOCK_NB) == 0
            {
                Files.remove(path)
            }
            close(descriptor)
        }
    }
}
