import _SwiftletSystem

/// Files from the network, each fetched once: from the Hugging Face Hub, and from wherever PyTorch publishes weights.
///
/// The environment decides, by the variables that the Python libraries read:
///
/// | variable | meaning |
/// |---|---|
/// | `HF_HOME`, `HF_HUB_CACHE` | where the Hub's files are kept; `~/.cache/huggingface/hub` by default |
/// | `HF_ENDPOINT` | a mirror of `https://huggingface.co` |
/// | `HF_TOKEN` | for repositories that are not public; goes to the endpoint only, never to where it redirects |
/// | `TORCH_HOME` | PyTorch's files are kept in its `hub/checkpoints`; `~/.cache/torch` by default |
/// | `SWIFTLET_TORCH_ENDPOINT` | a mirror of `https://download.pytorch.org` |
/// | `HF_HUB_OFFLINE=1`, `SWIFTLET_OFFLINE=1` | only what is in the cache |
///
/// Both caches have the layout of the Python libraries: what they downloaded is found, and what is downloaded here they
/// find. The program `curl` does the talking; its proxy variables hold.
public struct Hub: Sendable {
    /// More than that is refused, in bytes, and deleted.
    public var maximumSize: Int64 = 8 << 30

    /// The same where no server says beforehand how many there are.
    public var maximumUnannouncedSize: Int64 = 1 << 30

    private let settings: Settings
    /// Before a broken connection is tried for the second time.
    package var pause: Duration = .milliseconds(500)

    /// As the process's environment says.
    public init() {
        settings = Settings.ofProcess
    }

    /// As the given variables say, and no others.
    public init(environment: [String: String]) {
        settings = Settings(environment: Environment(environment))
    }

    /// The folder for what swiftlet finds out about this machine, and can find out anew: `swiftlet` in `XDG_CACHE_HOME`, by
    /// default `~/.cache`.
    /// - Throws: ``HubError`` where no cache can be.
    package func machineCache() throws(HubError) -> FilePath { try settings.swiftletCache() }

    /// Whether only the cache may be used.
    public var isOffline: Bool { settings.isOffline }

    /// The path of a file that is in the cache already; nil if it is not, or if its size is no longer that of what was
    /// downloaded. Asks nothing of the network.
    /// - Throws: ``HubError`` for a name that cannot be, and where no cache can be.
    public func cachedPath(of file: RemoteFile) throws(HubError) -> FilePath? {
        guard let (path, lock) = try place(of: file), Self.isWhole(path, lock) else { return nil }
        return path
    }

    /// Where a file is in the cache, whole or not, and the lock that knows its size.
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

    /// Whether the file is there and has as many bytes as were downloaded, as far as that is known.
    private static func isWhole(_ path: FilePath, _ lock: FilePath?) -> Bool {
        guard let size = Files.size(path) else { return false }
        return lock.flatMap { FileLock.number($0) }.map { $0 == size } ?? true
    }

    /// The SHA-256 of a file of the Hub, as far as the cache knows it: Python's and this library name a large file after it,
    /// and point to that by a symbolic link. Nil where it is not in the cache, and for others. Reads no contents.
    package func cachedSHA256(of file: RemoteFile) -> String? {
        guard case .huggingFace = file, let path = try? cachedPath(of: file), let target = Files.linkTarget(path),
            let name = target.lastComponent?.string, name.utf8.count == 64, isLowercaseHexadecimal(name)
        else { return nil }
        return name
    }

    /// The path of a file, after downloading it if it is not in the cache. Blocks.
    ///
    /// What breaks off is resumed, by this call and by later ones, as long as a checksum can vouch for the parts; a whole
    /// file is checked, brought to the disk and only then given its name. Processes that want the same file wait for each
    /// other.
    ///
    /// - Parameters:
    ///   - limit: More bytes than that are refused, whatever the server announces.
    ///   - progress: Gets the bytes that are here and, once known, those there will be. Not called if the file was here
    ///     already.
    /// - Throws: ``HubError`` that says what is in the way: no such file, no permission, offline, a broken connection (how
    ///   far it got), another size or hash than announced, no room.
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
                reason: (isDamaged ? "what is in the cache is damaged" : "it is not in the cache")
                    + ", and HF_HUB_OFFLINE or SWIFTLET_OFFLINE forbids to download it; unset "
                    + "that once, copy the cache from another machine, or download the file yourself and give its path")
        }
        return Client(curl: try Curl(environment: settings.environment, for: address.text), secret: secret)
    }

    private func torchPath(_ url: String) throws(HubError) -> FilePath {
        guard let address = WebAddress(url) else { throw HubError(url: url, reason: "is no http or https address") }
        guard RemoteName.isComponent(address.fileName) else { throw HubError(url: url, reason: "names no file") }
        return try settings.torchCache().appending(address.fileName)
    }

    private func mirrored(_ url: String) throws(HubError) -> WebAddress {
        var text = url
        if url.hasPrefix(Settings.torchServer + "/") {
            let base = try settings.torchEndpoint().text
            text = (base.hasSuffix("/") ? String(base.dropLast()) : base) + url.dropFirst(Settings.torchServer.count)
        }
        guard let address = WebAddress(text) else { throw HubError(url: text, reason: "is no http or https address") }
        return address
    }
}
