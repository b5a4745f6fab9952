import Foundation
import Swiftlet
import SwiftletHub
import TestServer
import TestSupport
import Testing

@Suite struct PullTests {
    private static let network = "mobilenet_v2_050"
    private static let id = "timm.mobilenetv2_050.lamb_in1k"
    private static let path = "/timm/mobilenetv2_050.lamb_in1k/resolve/main/model.safetensors"

    /// What the Hub would serve: random weights of the network.
    private static let checkpoint: Result<[UInt8], any Error> = Result {
        try withTemporaryFolder { folder in
            let file = folder + "/model.safetensors"
            try Safetensors.write(Weights(randomFor: try Catalogue.entry(network).graph()), to: file)
            return Array(try Data(contentsOf: URL(filePath: file)))
        }
    }

    private static func server() throws -> TestServer {
        let bytes = try checkpoint.get()
        var hasher = Hasher64<SHA256>()
        hasher.update(bytes)
        let hash = hasher.finish()
        return TestServer { request in
            guard request.path == path else { return .notFound }
            var response = TestServer.Response.file(bytes, for: request)
            response.headers += [
                ("X-Repo-Commit", String(repeating: "a", count: 40)), ("X-Linked-Etag", "\"\(hash)\""),
                ("X-Linked-Size", "\(bytes.count)"),
            ]
            // The first connection breaks in the middle.
            if request.method == "GET", request.rangeStart == nil { response.dropAfter = 1_000_000 }
            return response
        }
    }

    private func environment(_ folder: String, _ server: TestServer?, _ more: [String: String] = [:]) -> [String:
        String]
    {
        var environment = ["HF_HOME": folder + "/hf", "TORCH_HOME": folder + "/torch", "no_proxy": "*"]
        for name in ["HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_TOKEN", "HF_HUB_OFFLINE", "SWIFTLET_OFFLINE"] {
            environment[name] = ""
        }
        environment["HF_ENDPOINT"] = server?.url ?? ""
        environment["SWIFTLET_TORCH_ENDPOINT"] = server?.url ?? ""
        return environment.merging(more) { $1 }
    }

    @Test func pullsOnceThenClassifiesOffline() throws {
        try withTemporaryFolder { folder in
            let server = try Self.server()
            defer { server.stop() }
            let environment = environment(folder, server)
            let first = try Executable.run("pull", Self.network, "--json", environment: environment)
            #expect(first.status == 0, "\(first.error)")
            #expect(first.error.isEmpty)
            let report = try #require(first.objects().first)
            #expect(Set(report.keys) == ["network", "weights", "path", "bytes", "downloaded", "licence", "top1"])
            #expect(report["weights"] as? String == Self.id)
            #expect(report["downloaded"] as? Bool == true)
            #expect(report["bytes"] as? Int == (try Self.checkpoint.get().count))
            let path = try #require(report["path"] as? String)
            #expect(path.hasPrefix(folder + "/hf/hub/models--timm--mobilenetv2_050.lamb_in1k/snapshots/"))
            #expect(try Array(Data(contentsOf: URL(filePath: path))) == Self.checkpoint.get())
            #expect(server.requests.map(\.rangeStart) == [nil, nil, 1_000_000])

            let offline = self.environment(folder, nil, ["SWIFTLET_OFFLINE": "1"])
            let again = try Executable.run("pull", Self.network, "--weights-id", Self.id, environment: offline)
            #expect(again.status == 0, "\(again.error)")
            #expect(again.output.contains("here already") && again.output.contains(path))
            let photo = try #require(
                FileManager.default.contentsOfDirectory(atPath: Executable.samples).first { $0.hasSuffix(".jpg") })
            let classify = try Executable.run(
                "classify", "--model", Self.network, "--pretrained", "--json", Executable.samples + "/" + photo,
                environment: offline)
            #expect(classify.status == 0, "\(classify.error)")
            let byPath = try Executable.run(
                "classify", "--model", Self.network, "--weights", path, "--weights-id", Self.id, "--json",
                Executable.samples + "/" + photo, environment: offline)
            func classes(_ outcome: Executable.Outcome) throws -> [String] {
                let all = try #require(outcome.objects().first?["predictions"] as? [[String: Any]])
                return all.compactMap { $0["label"] as? String }
            }
            #expect(try classes(classify) == classes(byPath))
            #expect(try classes(classify).count == 5)
            let bench = try Executable.run(
                "bench", Self.network, "--pretrained", "--size", "32", "--json", environment: offline)
            #expect(try bench.objects().first?["weights"] as? String == path)
        }
    }

    @Test(arguments: [
        (["mobilenet_v9"], "did you mean"), (["lenet5"], "nobody published"),
        (["mobilenet_v2", "--weights-id", "x"], "torchvision.IMAGENET1K_V2"),
        (["tf_efficientnet_lite0", "--weights-id", "embedded"], "part of this executable"),
        (["mobilenet_v2", "resnet18", "--weights-id", "x"], "for one network"),
    ])
    func refuses(_ arguments: [String], _ words: String) throws {
        let outcome = try Executable.run(["pull"] + arguments, environment: ["SWIFTLET_OFFLINE": "1"])
        #expect(outcome.status != 0)
        #expect(outcome.error.contains(words), "\(outcome.error)")
    }

    @Test func saysWhatIsMissing() throws {
        try withTemporaryFolder { folder in
            let offline = environment(folder, nil, ["SWIFTLET_OFFLINE": "1"])
            for arguments in [["pull", "resnet18"], ["classify", "--model", "resnet18", "--pretrained", "-"]] {
                let outcome = try Executable.run(arguments, environment: offline)
                #expect(outcome.status == 1)
                #expect(outcome.error.contains("https://download.pytorch.org/models/resnet18-f37072fd.pth"))
                #expect(outcome.error.contains("not in the cache"))
            }
            let server = TestServer { _ in .notFound }
            defer { server.stop() }
            let missing = try Executable.run("pull", "resnet18", environment: environment(folder, server))
            #expect(missing.status == 1)
            #expect(missing.error.hasPrefix("Error: \(server.url)/models/resnet18-f37072fd.pth: there is no such file"))
            let both = try Executable.run("classify", "--pretrained", "--weights", "x", "y")
            #expect(both.status != 0)
        }
    }
}
