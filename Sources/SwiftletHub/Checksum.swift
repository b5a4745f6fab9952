import _SwiftletLibC
import _SwiftletSystem

/// The hash that a file's contents must have.
enum Checksum: Hashable {
    case sha256(String)
    /// Only the first digits of a SHA-256.
    case sha256Prefix(String)
    /// Git's name for the contents: the SHA-1 of `blob LENGTH`, a zero byte and the contents.
    case gitBlob(String)

    /// The Hub's tag of a file: a SHA-256 for a file in LFS or Xet, else git's name.
    init?(hubTag: String) {
        guard isLowercaseHexadecimal(hubTag) else { return nil }
        switch hubTag.utf8.count {
        case 64: self = .sha256(hubTag)
        case 40: self = .gitBlob(hubTag)
        default: return nil
        }
    }

    /// Checks an open file from its beginning.
    /// - Throws: ``HubError`` about `url` that names both hashes if they differ.
    func verify(_ descriptor: Int32, size: Int64, url: String) throws(HubError) {
        let (kind, expected) =
            switch self {
            case .sha256(let digits), .sha256Prefix(let digits): ("SHA-256", digits)
            case .gitBlob(let digits): ("git hash", digits)
            }
        let actual =
            switch self {
            case .sha256, .sha256Prefix: try Self.hash(SHA256.self, descriptor, prefix: [], url: url)
            case .gitBlob: try Self.hash(SHA1.self, descriptor, prefix: Array("blob \(size)\0".utf8), url: url)
            }
        guard actual.hasPrefix(expected) else {
            throw HubError(
                url: url,
                reason:
                    "the download is not the right file: its \(kind) is \(actual.prefix(max(8, expected.count))) and should be "
                    + "\(expected); it was removed")
        }
    }

    fileprivate static func hash<Function: Digest>(
        _: Function.Type, _ descriptor: Int32, prefix: [UInt8], url: String
    ) throws(HubError) -> String {
        var hasher = Hasher64<Function>()
        hasher.update(prefix)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        var offset: off_t = 0
        while true {
            let count = retrying { pread(descriptor, buffer.baseAddress, buffer.count, offset) }
            guard count >= 0 else {
                throw HubError(url: url, reason: "the download cannot be read back: \(systemReason())")
            }
            if count == 0 { return hasher.finish() }
            hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            offset += off_t(count)
        }
    }
}

package enum FileHash {
    /// The SHA-256 of a file's contents in lower-case hexadecimal digits; nil if it cannot be read.
    package static func sha256(contentsOf path: FilePath) -> String? {
        let descriptor = Files.open(path, O_RDONLY | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return try? Checksum.hash(SHA256.self, descriptor, prefix: [], url: path.printable)
    }
}
