import Foundation
import SwiftletHub
import Synchronization
import TestServer
import Testing
import _SwiftletSystem

@Suite("Fetching from the Hub and from PyTorch")
struct HubTests {
    let bench: Workbench

    init() throws { bench = try Workbench() }

    // MARK: Without faults

    @Test("A file of the Hub is stored in huggingface_hub's layout and not requested again")
    func hubLayout() throws {
        let server = bench.server()
        defer { server.stop() }
        let hub = bench.hub(server)
        var progress: [(Int64, Int64?)] = []
        let path = try hub.fetch(bench.hubFile) { progress.append(($0, $1)) }.string
        #expect(path == bench.snapshot)
        #expect(bench.read(path) == bench.contents)
        #expect(bench.read(bench.blob) == bench.contents)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == "../../blobs/\(bench.sha256)")
        #expect(bench.read(bench.repositoryFolder + "/refs/main") == Array(bench.commit.utf8))
        #expect(!bench.exists(bench.blob + ".incomplete"))
        #expect(progress.first?.0 == 0)
        #expect(progress.last?.0 == Int64(bench.contents.count))
        #expect(progress.allSatisfy { $0.1 == Int64(bench.contents.count) })
        #expect(server.requests.map(\.method) == ["HEAD", "GET", "GET"])

        let count = server.requests.count
        #expect(try hub.fetch(bench.hubFile) { _, _ in Issue.record("nothing is to be fetched") }.string == path)
        #expect(try bench.hub(nil, ["HF_HUB_OFFLINE": "1"]).fetch(bench.hubFile).string == path)
        #expect(hub.cachedSHA256(of: bench.hubFile) == bench.sha256)
        #expect(hub.cachedSHA256(of: bench.torchFile) == nil)
        #expect(FileHash.sha256(contentsOf: FilePath(path)) == bench.sha256)
        #expect(server.requests.count == count)
    }

    @Test("A file that huggingface_hub downloaded is found without a request")
    func foreignCache() throws {
        try bench.write(bench.contents, to: bench.blob)
        try bench.write(Array(bench.commit.utf8), to: bench.repositoryFolder + "/refs/main")
        try FileManager.default.createDirectory(
            atPath: (bench.snapshot as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: bench.snapshot, withDestinationPath: "../../blobs/\(bench.sha256)")
        #expect(try bench.hub(nil, ["SWIFTLET_OFFLINE": "1"]).fetch(bench.hubFile).string == bench.snapshot)
        let pinned = RemoteFile.huggingFace(
            repository: bench.repository, revision: bench.commit, file: "model.safetensors")
        #expect(try bench.hub(nil, ["SWIFTLET_OFFLINE": "1"]).fetch(pinned).string == bench.snapshot)
    }

    @Test("A blob that another revision has downloaded is only linked")
    func knownBlob() throws {
        let server = bench.server()
        defer { server.stop() }
        try bench.write(bench.contents, to: bench.blob)
        #expect(try bench.read(bench.hub(server).fetch(bench.hubFile)) == bench.contents)
        #expect(server.requests.map(\.method) == ["HEAD"])
    }

    @Test("Small files are checked by git's hash")
    func gitBlob() throws {
        let body = Array("what is up, doc?".utf8)
        // The example of the Pro Git book, §10.2.
        let hash = "bd9dbf5aae1a3862dd1526723246b20206e5fc37"
        let commit = bench.commit
        let isSpoilt = Mutex(false)
        let server = TestServer { request in
            TestServer.Response(
                headers: [("ETag", "W/\"\(hash)\""), ("X-Repo-Commit", commit)],
                body: isSpoilt.withLock { $0 } ? Array(body.reversed()) : body)
        }
        defer { server.stop() }
        let file = RemoteFile.huggingFace(repository: "a/b", file: "folder/config.json")
        #expect(try bench.read(bench.hub(server).fetch(file)) == body)
        isSpoilt.withLock { $0 = true }
        let other = bench.hub(server, ["HF_HOME": bench.folder + "/other"])
        #expect(reason { () throws(HubError) in _ = try other.fetch(file) }?.contains("git hash") == true)
    }

    @Test("A file of PyTorch is stored where torch.hub keeps it")
    func torchLayout() throws {
        let server = bench.server()
        defer { server.stop() }
        let path = try bench.hub(server).fetch(bench.torchFile).string
        #expect(path == bench.torchPath)
        #expect(bench.read(path) == bench.contents)
        _ = try bench.hub(server).fetch(bench.torchFile)
        #expect(server.requests.count == 1)
    }

    @Test("The environment determines the folders of the caches")
    func folders() throws {
        func path(_ environment: [String: String], _ file: RemoteFile) throws -> String? {
            let home = bench.folder + "/home"
            for folder in [
                "\(home)/.cache/huggingface/hub", "\(home)/xdg/huggingface/hub", "\(home)/hf/hub", "\(home)/cache",
            ] {
                let models = folder + "/models--a--b"
                try bench.write(Array(bench.commit.utf8), to: models + "/refs/main")
                try bench.write([1], to: models + "/snapshots/\(bench.commit)/f")
            }
            for folder in ["\(home)/.cache/torch", "\(home)/torch"] {
                try bench.write([1], to: folder + "/hub/checkpoints/f.pth")
            }
            return try Hub(environment: ["HOME": home].merging(environment) { $1 }).cachedPath(of: file)?.string
                .replacingOccurrences(of: home, with: "")
        }
        let end = "/models--a--b/snapshots/\(bench.commit)/f"
        let file = RemoteFile.huggingFace(repository: "a/b", file: "f")
        let home = bench.folder + "/home"
        #expect(try path([:], file) == "/.cache/huggingface/hub" + end)
        #expect(try path(["HF_HOME": ""], file) == "/.cache/huggingface/hub" + end)
        #expect(try path(["XDG_CACHE_HOME": home + "/xdg"], file) == "/xdg/huggingface/hub" + end)
        #expect(try path(["HF_HOME": "~/hf"], file) == "/hf/hub" + end)
        #expect(try path(["HF_HOME": home + "/hf", "HF_HUB_CACHE": home + "/cache"], file) == "/cache" + end)
        #expect(try path(["HF_HOME": home + "/elsewhere"], file) == nil)
        let torch = RemoteFile.url("https://example.org/x/f.pth?y=1")
        #expect(try path([:], torch) == "/.cache/torch/hub/checkpoints/f.pth")
        #expect(try path(["TORCH_HOME": home + "/torch"], torch) == "/torch/hub/checkpoints/f.pth")
    }

    @Test("Offline and without the file, the error names the file and the remedies")
    func offline() throws {
        let server = bench.server()
        defer { server.stop() }
        for name in ["HF_HUB_OFFLINE", "SWIFTLET_OFFLINE"] {
            let hub = bench.hub(server, [name: "1"])
            #expect(hub.isOffline)
            for (file, url) in [(bench.hubFile, bench.hubPath), (bench.torchFile, "/models/some_net-")] {
                let text = try #require(reason { () throws(HubError) in _ = try hub.fetch(file) })
                #expect(text.contains(url))
                #expect(text.contains("not in the cache"))
                #expect(text.contains(name))
            }
        }
        #expect(server.requests.isEmpty)
    }

    @Test("Without curl, the error says so")
    func noCurl() throws {
        let hub = bench.hub(nil, ["PATH": bench.folder])
        #expect(
            reason { () throws(HubError) in _ = try hub.fetch(bench.hubFile) }?.contains("need the program 'curl'")
                == true)
    }

    @Test("Two concurrent calls download a file once")
    func concurrent() async throws {
        let server = bench.server()
        defer { server.stop() }
        let (hub, file) = (bench.hub(server), bench.hubFile)
        let paths = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    await withCheckedContinuation { continuation in
                        Thread.detachNewThread { continuation.resume(returning: (try? hub.fetch(file))?.string) }
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(paths == [bench.snapshot, bench.snapshot])
        #expect(bench.read(bench.snapshot) == bench.contents)
        #expect(server.requests.count { $0.path.hasPrefix("/content") } == 1)
    }

    // MARK: Names from outside

    @Test(
        "Names that would leave the cache are refused",
        arguments: [
            RemoteFile.huggingFace(repository: "../../etc", file: "f"), .huggingFace(repository: "a/b/c", file: "f"),
            .huggingFace(repository: "a/..", file: "f"), .huggingFace(repository: "", file: "f"),
            .huggingFace(repository: "a/b", file: "../f"), .huggingFace(repository: "a/b", file: "/f"),
            .huggingFace(repository: "a/b", file: "x\n"), .huggingFace(repository: "a/b", revision: "..", file: "f"),
            .huggingFace(repository: "a/b", revision: "", file: "f"), .url("ftp://example.org/f"), .url("f"),
            .url("https://example.org/"), .url("https://example.org/.."), .url("https://user@example.org/f"),
            .url("https://example.org/f", sha256Prefix: "XYZ"),
        ])
    func names(_ file: RemoteFile) throws {
        #expect(throws: HubError.self) { try bench.hub(nil).fetch(file) }
    }
}
