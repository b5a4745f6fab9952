import _SwiftletSystem

/// One file of a repository, in the cache layout of Python's huggingface_hub. Each finds the files that the other downloaded:
///
///     models--OWNER--NAME/blobs/HASH
///     models--OWNER--NAME/refs/main                  a commit
///     models--OWNER--NAME/snapshots/COMMIT/FILE      → ../../blobs/HASH
struct HubRepository {
    let repository: String
    let revision: String
    let file: String
    private let cache: FilePath

    init(repository: String, revision: String, file: String, cache: FilePath) throws(HubError) {
        guard RemoteName.isRepository(repository) else {
            throw HubError(url: repository, reason: "is not the name of a repository (OWNER/NAME)")
        }
        guard RemoteName.isRevision(revision) else {
            throw HubError(url: repository, reason: "'\(excerpt(revision))' is not the name of a revision")
        }
        guard RemoteName.isPath(file) else {
            throw HubError(url: repository, reason: "'\(excerpt(file))' is not a path in a repository")
        }
        self.repository = repository
        self.revision = revision
        self.file = file
        self.cache = cache
    }

    private var folderName: String { "models--" + repository.split(separator: "/").joined(separator: "--") }
    private var folder: FilePath { cache.appending(folderName) }

    func address(at endpoint: WebAddress) throws(HubError) -> WebAddress {
        let base = endpoint.text.hasSuffix("/") ? String(endpoint.text.dropLast()) : endpoint.text
        let path =
            "\(base)/\(repository)/resolve/\(RemoteName.encoded(revision, keepingSlashes: false))/\(RemoteName.encoded(file))"
        guard let address = WebAddress(path) else { throw HubError(url: path, reason: "is not a web address") }
        return address
    }

    static func isCommit(_ text: String) -> Bool { text.utf8.count == 40 && isLowercaseHexadecimal(text) }

    /// The file's path if it is in the cache, whole or not. Does not use the network.
    var cachedPath: FilePath? {
        guard let commit = Self.isCommit(revision) ? revision : Files.text(revisionPath),
            Self.isCommit(commit)
        else { return nil }
        let path = snapshotPath(commit)
        return Files.isFile(path) ? path : nil
    }

    /// The lock of the blob that a link in the cache leads to.
    func lockPath(of path: FilePath) -> FilePath? {
        Files.linkTarget(path)?.lastComponent.map { lockPath($0.string) }
    }

    func blobPath(_ tag: String) -> FilePath { folder.appending("blobs/\(tag)") }

    /// The lock that huggingface_hub takes too.
    func lockPath(_ tag: String) -> FilePath { cache.appending(".locks/\(folderName)/\(tag).lock") }

    /// Links the file's path at the commit to the blob, and records that the revision is at this commit.
    func link(_ tag: String, at commit: String) throws(HubError) -> FilePath {
        let path = snapshotPath(commit)
        let ascent = String(repeating: "../", count: 2 + file.count { $0 == "/" })
        do throws(FileError) {
            try Files.link(path, to: "\(ascent)blobs/\(tag)")
            if !Self.isCommit(revision) { try Files.replace(revisionPath, with: commit) }
        } catch {
            throw HubError(error)
        }
        return path
    }

    private func snapshotPath(_ commit: String) -> FilePath { folder.appending("snapshots/\(commit)/\(file)") }

    private var revisionPath: FilePath { folder.appending("refs/\(revision)") }
}
