import _SwiftletSystem

/// Fetches files from the Hugging Face Hub and from web addresses, such as those of PyTorch's weights, and keeps them in a cache.
///
/// The environment variables of the Python libraries configure it:
///
/// | variable | meaning |
/// |---|---|
/// | `HF_HOME`, `HF_HUB_CACHE` | the cache of the Hub's files; by default `~/.cache/huggingface/hub` |
/// | `HF_ENDPOINT` | a mirror of `https://huggingface.co` |
/// | `HF_TOKEN` | a token for private repositories; sent only to the endpoint, never to the target of a redirect |
/// | `TORCH_HOME` | the cache of PyTorch's files, in its folder `hub/checkpoints`; by default `~/.cache/torch` |
/// | `SWIFTLET_TORCH_ENDPOINT` | a mirror of `https://download.pytorch.org` |
/// | `HF_HUB_OFFLINE=1`, `SWIFTLET_OFFLINE=1` | use only the cache |
///
/// Both caches have the layout of the Python libraries, so each finds the files that the other downloaded. The program `curl` sends
/// the requests and reads its usual variables for proxies.
public struct Hub: Sendable {
    /// The largest file in bytes. A larger one is refused and deleted.
    public var maximumSize: Int64 = 8 << 30

    /// The same limit for a file whose size the server does not announce.
    public var maximumUnannouncedSize: Int64 = 1 << 30

    private let settings: Settings
    /// The pause before the second attempt after a broken connection.
    package var pause: Duration = .milliseconds(500)

    /// Configured by the process's environment.
    public init() {
        settings = Settings.ofProcess
    }

    /// Configured by the given variables only.
    public init(environment: [String: String]) {
        settings = Settings(environment: Environment(environment))
    }

    /// The folder for measurements of this machine, which can be repeated: `swiftlet` in `XDG_CACHE_HOME`, by default in
    /// `~/.cache`.
    /// - Throws: ``HubError`` if there is no folder for a cache.
    package func machineCache() throws(HubError) -> FilePath { try settings.swiftletCache() }

    /// Whether only the cache may be used.
    public var isOffline: Bool { settings.isOffline }

    /// The path of a file in the cache; nil if it is not there or no longer has the size that was downloaded. Does not use the
    /// network.
    /// - Throws: ``HubError`` for an invalid name, and if there is no folder for a cache.
    public func cachedPath(of file: RemoteFile) throws(HubError) -> FilePath? {
        guard let (path, lock) = try place(of: file), Self.isWhole(path, lock) else { return nil }
        return path
    }

    /// The path of a file in the cache, whole or not, and the lock that records its size.
    private func place(of file: RemoteFile) throws(HubError) -> (path: FilePath, lock: FilePath?)? {
        switch file {
        case .huggingFace(let repository, let revision, let name):
            let place = try HubRepository(
                repository: repository, revision: revision, file: name, cache: settings.hubCache())
            return place.cachedPath.map { ($0, place.lockPath(of: $0)) }
        case .url(let url, _):
            let path = try torchPath(url)
            return Files.isFile(path) ? (path, path.appending(suffix: ".lock")) : nil
        }
    }

    /// Whether the file exists and has the size that was downloaded, if that is known.
    private static func isWhole(_ path: FilePath, _ lock: FilePath?) -> Bool {
        guard let size = Files.size(path) else { return false }
        return lock.flatMap { FileLock.number($0) }.map { $0 == size } ?? true
    }

    /// The SHA-256 of a large file of the Hub, read from the cache: Python's library and this one name the file after it and point a
    /// symbolic link to it. Nil for other files, and if the file is not in the cache. Does not read the contents.
    package func cachedSHA256(of file: RemoteFile) -> String? {
        guard case .huggingFace = file, let path = try? cachedPath(of: file), let target = Files.linkTarget(path),
            let name = target.lastComponent?.string, name.utf8.count == 64, isLowercaseHexadecimal(name)
        else { return nil }
        return name
    }

    /// The path of a file in the cache. Downloads the file if it is not there. Blocks.
    ///
    /// This call and later ones resume an interrupted download if there is a checksum for the file. A complete file is checked,
    /// brought to the disk and then renamed. Processes that want the same file wait for each other.
    ///
    /// - Parameters:
    ///   - limit: The largest file in bytes, whatever the server announces.
    ///   - progress: Gets the bytes received and, once known, the size in bytes. Not called for a file in the cache.
    /// - Throws: ``HubError`` if there is no such file, no permission, no network or no room, the connection breaks, or the size or
    ///   hash differs from the announced one.
    public func fetch(
        _ file: RemoteFile, atMost limit: Int64? = nil,
        progress: (_ received: Int64, _ total: Int64?) -> Void = { _, _ in }
    ) throws(HubError) -> FilePath {
        if let path = try cachedPath(of: file) { return path }
        // `withoutActuallyEscaping` has no typed throws.
        let result: Result<FilePath, HubError> = withoutActuallyEscaping(progress) { progress in
            do throws(HubError) {
                return .success(try download(file, min(limit ?? .max, maximumSize), progress))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func download(
        _ file: RemoteFile, _ limit: Int64, _ progress: @escaping (Int64, Int64?) -> Void
    ) throws(HubError) -> FilePath {
        switch file {
        case .huggingFace(let repository, let revision, let name):
            let place = try HubRepository(
                repository: repository, revision: revision, file: name, cache: settings.hubCache())
            let endpoint = try settings.hubEndpoint()
            let address = try place.address(at: endpoint)
            let client = try client(
                for: address, secret: settings.token.map { ($0, endpoint) }, isDamaged: place.cachedPath != nil)
            let metadata = try client.metadata(address, revision: revision, pause: pause)
            let blob = place.blobPath(metadata.tag)
            let lockPath = place.lockPath(metadata.tag)
            let lock = try self.lock(lockPath)
            if !Self.isWhole(blob, lockPath) || metadata.size.map({ $0 != Files.size(blob) }) == true {
                let download = Download(
                    client, address, to: blob, size: metadata.size, checksum: metadata.checksum, limit: limit,
                    unannouncedLimit: maximumUnannouncedSize, progress: progress)
                lock.write(try download.run(pause: pause))
            }
            let path = try place.link(metadata.tag, at: metadata.commit)
            _ = consume lock
            return path
        case .url(let url, let sha256Prefix):
            let path = try torchPath(url)
            let address = try mirrored(url)
            if let sha256Prefix, !(1...64).contains(sha256Prefix.utf8.count) || !isLowercaseHexadecimal(sha256Prefix) {
                throw HubError(url: url, reason: "'\(excerpt(sha256Prefix))' is not the beginning of a SHA-256")
            }
            let isDamaged = Files.isFile(path)
            let client = try client(for: address, secret: nil, isDamaged: isDamaged)
            let lockPath = path.appending(suffix: ".lock")
            let lock = try self.lock(lockPath)
            if !Self.isWhole(path, lockPath) {
                let download = Download(
                    client, address, to: path, size: nil, checksum: sha256Prefix.map { .sha256Prefix($0) },
                    limit: limit,
                    unannouncedLimit: maximumUnannouncedSize, progress: progress)
                lock.write(try download.run(pause: pause))
            }
            _ = consume lock
            return path
        }
    }

    private func lock(_ path: FilePath) throws(HubError) -> FileLock {
        do throws(FileError) { return try FileLock(path) } catch { throw HubError(error) }
    }

    private func client(
        for address: WebAddress, secret: (String, WebAddress)?, isDamaged: Bool
    ) throws(HubError) -> Client {
        guard !isOffline else {
            throw HubError(
                url: address.text,
                reason: (isDamaged ? "the file in the cache is damaged" : "it is not in the cache")
                    + ", and HF_HUB_OFFLINE or SWIFTLET_OFFLINE forbids downloading it; unset "
                    + "that once, copy the cache from another machine, or download the file yourself and give its path")
        }
        return Client(curl: try Curl(environment: settings.environment, for: address.text), secret: secret)
    }

    private func torchPath(_ url: String) throws(HubError) -> FilePath {
        guard let address = WebAddress(url) else { throw HubError(url: url, reason: "is not an http or https address") }
        guard RemoteName.isComponent(address.fileName) else { throw HubError(url: url, reason: "does not name a file") }
        return try settings.torchCache().appending(address.fileName)
    }

    private func mirrored(_ url: String) throws(HubError) -> WebAddress {
        var text = url
        if url.hasPrefix(Settings.torchServer + "/") {
            let base = try settings.torchEndpoint().text
            text = (base.hasSuffix("/") ? String(base.dropLast()) : base) + url.dropFirst(Settings.torchServer.count)
        }
        guard let address = WebAddress(text) else {
            throw HubError(url: text, reason: "is not an http or https address")
        }
        return address
    }
}
