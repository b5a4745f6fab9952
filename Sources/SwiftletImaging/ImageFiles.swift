import _SwiftletLibC
import _SwiftletSystem

/// Finds pictures on disk.
public enum ImageFiles {
    /// The usual extensions of pictures in lower case: of the formats that `Image` decodes, and of those that its errors name.
    private static let extensions = [
        "jpg", "jpeg", "jpe", "jfif", "png", "webp", "gif", "avif", "heic", "heif", "bmp", "tif", "tiff",
    ]

    /// Whether the name ends in one of the usual extensions of pictures.
    public static func isImageName(_ name: String) -> Bool { isImageName(name.utf8) }

    private static func isImageName(_ name: some BidirectionalCollection<UInt8>) -> Bool {
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else { return false }
        let letters = name[name.index(after: dot)...]
        return extensions.contains { letters.count == $0.utf8.count && letters.ends(inLetters: $0) }
    }

    /// The pictures in a folder and its subfolders, sorted by the bytes of their paths. For a file, the file itself.
    ///
    /// Skips hidden names, follows symbolic links and visits each folder once, so links may form loops. Lists a subfolder that cannot
    /// be read: decoding it gives the reason.
    /// - Throws: ``ImageError`` if `path` does not exist, or is a folder that cannot be read or holds no picture.
    public static func walk(_ path: FilePath) throws(ImageError) -> [FilePath] {
        func failure(_ code: Int32) -> ImageError {
            ImageError(name: path.printable, reason: systemReason(code))
        }
        let root = FileKind(path)
        if case .unknown(let code) = root { throw failure(code) }
        guard case .folder = root else { return [path] }
        var images: [FilePath] = []
        var visited: Set<FileKind> = [root]
        var folders = [path]
        while let folder = folders.popLast() {
            let names: [FilePath.Component]
            switch Files.names(in: folder) {
            case .success(let found): names = found
            case .failure(let error) where folder == path: throw failure(error.code)
            case .failure:
                images.append(folder)
                continue
            }
            for name in names where name.bytes.first != UInt8(ascii: ".") {
                let child = folder.appending(name)
                let kind = FileKind(child)
                switch kind {
                case .folder: if visited.insert(kind).inserted { folders.append(child) }
                case .file: if isImageName(name.bytes) { images.append(child) }
                case .other: break
                // A broken link matters only if its name is a picture's.
                case .unknown(let code): if code != ENOENT || isImageName(name.bytes) { images.append(child) }
                }
            }
        }
        if images.isEmpty { throw ImageError(name: path.printable, reason: "no picture in this folder") }
        return images.sorted { $0.precedes($1) }
    }

    /// The same for a path as text.
    public static func walk(_ path: String) throws(ImageError) -> [FilePath] { try walk(FilePath(named: path)) }

    /// The kind of file that a path leads to, links followed.
    private enum FileKind: Hashable {
        case folder(device: UInt64, inode: UInt64)
        case file
        case other
        case unknown(code: Int32)

        init(_ path: FilePath) {
            guard let status = Files.status(path) else {
                self = .unknown(code: errno)
                return
            }
            switch status.st_mode & S_IFMT {
            case S_IFDIR:
                self = .folder(
                    device: UInt64(truncatingIfNeeded: status.st_dev), inode: UInt64(truncatingIfNeeded: status.st_ino))
            case S_IFREG: self = .file
            default: self = .other
            }
        }
    }
}
