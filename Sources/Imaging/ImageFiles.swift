#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Pictures on disk.
public enum ImageFiles {
    /// Whether the name ends in one of the usual extensions of the formats that `Image` decodes.
    public static func isImageName(_ name: String) -> Bool {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else { return false }
        return ["jpg", "jpeg", "jpe", "png", "webp", "gif", "heic", "heif", "avif"].contains(
            name[name.index(after: dot)...].lowercased())
    }

    /// The pictures in a folder and in the folders within it, sorted by path; of a file, itself.
    ///
    /// Hidden names are skipped, symbolic links are followed, and each folder is visited once, so that links may form
    /// loops. A folder that cannot be read is listed itself: decoding it then says why.
    /// - Throws: if `path` does not exist, or is a folder that cannot be read or holds no picture.
    public static func walk(_ path: String) throws(ImageError) -> [String] {
        func failure() -> ImageError { ImageError(name: path, reason: String(cString: strerror(errno))) }
        guard let root = FileKind(path) else { throw failure() }
        guard case .folder = root else { return [path] }
        var images: [String] = []
        var visited: Set<FileKind> = [root]
        var folders = [path]
        while let folder = folders.popLast() {
            guard let names = names(in: folder) else {
                if folder == path { throw failure() }
                images.append(folder)
                continue
            }
            for name in names where !name.hasPrefix(".") {
                let child = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
                switch FileKind(child) {
                case .folder(let device, let inode):
                    if visited.insert(.folder(device: device, inode: inode)).inserted { folders.append(child) }
                case .file, nil:
                    if isImageName(name) { images.append(child) }
                case .other:
                    break
                }
            }
        }
        if images.isEmpty { throw ImageError(name: path, reason: "no picture in this folder") }
        return images.sorted()
    }

    /// What a path leads to, links followed; nil with `errno` set if that cannot be told.
    private enum FileKind: Hashable {
        case folder(device: UInt64, inode: UInt64)
        case file
        case other

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            switch status.st_mode & S_IFMT {
            case S_IFDIR:
                self = .folder(
                    device: UInt64(truncatingIfNeeded: status.st_dev), inode: UInt64(truncatingIfNeeded: status.st_ino))
            case S_IFREG: self = .file
            default: self = .other
            }
        }
    }

    private static func names(in folder: String) -> [String]? {
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let offset = MemoryLayout<dirent>.offset(of: \.d_name)!
            names.append(
                String(cString: (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)))
        }
        return names
    }
}
