import Foundation
import SwiftletHub
import SwiftletTensors
import TestServer
import TestSupport
import _SwiftletSystem

/// An empty folder, a file to fetch, and settings for a server.
final class Workbench {
    private let temporaryFolder: TemporaryFolder
    var folder: String { temporaryFolder.path }
    /// Half a megabyte of random bytes.
    let contents: [UInt8]
    let sha256: String
    let repository = "timm/some_net.tag"
    let commit = "0123456789abcdef0123456789abcdef01234567"

    init(size: Int = 500_000) throws {
        temporaryFolder = try TemporaryFolder()
        var random = SplitMix64(state: 1)
        contents = (0..<size).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        var hasher = Hasher64<SHA256>()
        hasher.update(contents)
        sha256 = hasher.finish()
    }

    func hub(_ server: TestServer?, _ more: [String: String] = [:]) -> Hub {
        var environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HF_HOME": folder + "/hf",
            "TORCH_HOME": folder + "/torch", "no_proxy": "*",
        ]
        if let server {
            environment["HF_ENDPOINT"] = server.url
            environment["SWIFTLET_TORCH_ENDPOINT"] = server.url
        }
        var hub = Hub(environment: environment.merging(more) { $1 })
        hub.pause = .milliseconds(1)
        return hub
    }

    var hubFile: RemoteFile { .huggingFace(repository: repository, file: "model.safetensors") }
    var hubPath: String { "/\(repository)/resolve/main/model.safetensors" }
    var torchFile: RemoteFile { .named(afterItsHash: torchURL) }
    var torchURL: String { "https://download.pytorch.org/models/some_net-\(sha256.prefix(8)).pth" }

    var repositoryFolder: String { folder + "/hf/hub/models--timm--some_net.tag" }
    var blob: String { "\(repositoryFolder)/blobs/\(sha256)" }
    var snapshot: String { "\(repositoryFolder)/snapshots/\(commit)/model.safetensors" }
    var torchPath: String { folder + "/torch/hub/checkpoints/some_net-\(sha256.prefix(8)).pth" }

    /// The Hub's headers for a large file.
    var hubHeaders: [(String, String)] {
        [("X-Repo-Commit", commit), ("X-Linked-Etag", "\"\(sha256)\""), ("X-Linked-Size", "\(contents.count)")]
    }

    /// Serves both layouts without faults. Like the Hub's servers, it serves the Hub's files from another path.
    func server(
        _ fault: @escaping @Sendable (TestServer.Request, TestServer.Response) -> TestServer.Response = { $1 }
    ) -> TestServer {
        let (contents, hubHeaders, hubPath) = (contents, hubHeaders, hubPath)
        let torch = "/models/some_net-\(sha256.prefix(8)).pth"
        return TestServer { request in
            let response: TestServer.Response =
                switch request.path {
                case hubPath:
                    TestServer.Response(status: 302, headers: hubHeaders + [("Location", "/content/of/it?signature=1")])
                case "/content/of/it?signature=1", torch: .file(contents, for: request)
                default: .notFound
                }
            return fault(request, response)
        }
    }

    func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    func read(_ path: String) -> [UInt8]? { FileManager.default.contents(atPath: path).map { Array($0) } }
    func read(_ path: FilePath) -> [UInt8]? { read(path.string) }
    func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}

/// The description of the error that a call throws; nil if it throws none.
func reason(_ body: () throws(HubError) -> Void) -> String? {
    do {
        try body()
        return nil
    } catch {
        return error.description
    }
}
