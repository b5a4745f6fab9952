import Foundation
import SwiftletHub
import Synchronization
import TestServer
import Testing

@Suite("Servers that misbehave")
struct FaultTests {
    let bench: Workbench

    init() throws { bench = try Workbench() }

    private func failure(_ hub: Hub, _ file: RemoteFile) -> String? {
        reason { () throws(HubError) in _ = try hub.fetch(file) }
    }

    // MARK: Broken connections

    @Test("A dropped connection is resumed where it broke")
    func resumesDropped() throws {
        let server = bench.server { request, response in
            var response = response
            if request.method == "GET", response.status < 300, response.body.count > 200_000 {
                response.dropAfter = 150_000
            }
            return response
        }
        defer { server.stop() }
        for file in [bench.hubFile, bench.torchFile] {
            #expect(try bench.read(bench.hub(server).fetch(file)) == bench.contents)
        }
        let ranges = server.requests.filter { !$0.path.contains("resolve") }.map(\.rangeStart)
        #expect(ranges == [nil, 150_000, 300_000, nil, 150_000, 300_000])
    }

    @Test("A partial file of an earlier process is resumed")
    func resumesEarlier() throws {
        try bench.write(bench.contents.prefix(123_456), to: bench.blob + ".incomplete")
        let server = bench.server()
        defer { server.stop() }
        var first: Int64?
        #expect(
            try bench.read(bench.hub(server).fetch(bench.hubFile) { got, _ in first = first ?? got }) == bench.contents)
        #expect(first == 123_456)
        #expect(server.requests.last?.rangeStart == 123_456)
    }

    @Test("A complete partial file is only checked")
    func completePart() throws {
        try bench.write(bench.contents, to: bench.blob + ".incomplete")
        try bench.write(bench.contents, to: bench.torchPath + ".incomplete")
        let server = bench.server()
        defer { server.stop() }
        #expect(try bench.read(bench.hub(server).fetch(bench.hubFile)) == bench.contents)
        #expect(server.requests.map(\.method) == ["HEAD"])
        // The size is not known beforehand: the server's 416 tells it.
        #expect(try bench.read(bench.hub(server).fetch(bench.torchFile)) == bench.contents)
        #expect(server.requests.last?.rangeStart == bench.contents.count)
    }

    @Test("A partial file longer than the file is discarded")
    func tooLongPart() throws {
        try bench.write(bench.contents + [1], to: bench.blob + ".incomplete")
        try bench.write(bench.contents + [1], to: bench.torchPath + ".incomplete")
        let server = bench.server()
        defer { server.stop() }
        for file in [bench.hubFile, bench.torchFile] {
            #expect(try bench.read(bench.hub(server).fetch(file)) == bench.contents)
            #expect(server.requests.last?.rangeStart == nil)
        }
    }

    @Test("The download starts again if the server ignores ranges")
    func ignoresRange() throws {
        try bench.write(bench.contents.prefix(100), to: bench.blob + ".incomplete")
        let contents = bench.contents
        let server = bench.server { request, response in
            request.rangeStart != nil ? TestServer.Response(body: contents) : response
        }
        defer { server.stop() }
        #expect(try bench.read(bench.hub(server).fetch(bench.hubFile)) == bench.contents)
        #expect(server.requests.last?.rangeStart == 100)
    }

    @Test("A part that was not requested is refused")
    func wrongPart() throws {
        try bench.write(bench.contents.prefix(100), to: bench.blob + ".incomplete")
        let contents = bench.contents
        let server = bench.server { request, response in
            guard request.rangeStart != nil else { return response }
            return TestServer.Response(
                status: 206, headers: [("Content-Range", "bytes 50-\(contents.count - 1)/\(contents.count)")],
                body: Array(contents[50...]))
        }
        defer { server.stop() }
        #expect(failure(bench.hub(server), bench.hubFile)?.contains("a different part") == true)
    }

    @Test("If the connection always drops, the error tells the position, and a later call resumes")
    func givesUp() throws {
        let isRepaired = Mutex(false)
        let server = bench.server { request, response in
            var response = response
            if !isRepaired.withLock({ $0 }), request.method == "GET", response.status < 300 {
                response.dropAfter = 1000
            }
            return response
        }
        defer { server.stop() }
        let text = try #require(failure(bench.hub(server), bench.torchFile))
        #expect(text.contains("after 5000 of \(bench.contents.count) bytes"))
        #expect(text.contains("start it again"))
        #expect(server.requests.count == 5)
        isRepaired.withLock { $0 = true }
        #expect(try bench.read(bench.hub(server).fetch(bench.torchFile)) == bench.contents)
        #expect(server.requests.last?.rangeStart == 5000)
    }

    @Test("Without a checksum, a partial file of an earlier process is discarded")
    func noChecksum() throws {
        let file = RemoteFile.url(bench.torchURL)
        try bench.write([1, 2, 3], to: bench.torchPath + ".incomplete")
        let server = bench.server()
        defer { server.stop() }
        #expect(try bench.read(bench.hub(server).fetch(file)) == bench.contents)
        #expect(server.requests.map(\.rangeStart) == [nil])
    }

    @Test(
        "Without a checksum, a download resumes only with the server's strong tag",
        arguments: [nil, "W/\"x\"", "\"x\""])
    func noChecksumDropped(_ tag: String?) throws {
        let drops = Mutex(2)
        let server = bench.server { _, response in
            var response = response
            if let tag { response.headers.append(("ETag", tag)) }
            let drop = drops.withLock { drops in
                drops -= 1
                return drops >= 0
            }
            if drop { response.dropAfter = 1000 }
            return response
        }
        defer { server.stop() }
        #expect(try bench.read(bench.hub(server).fetch(.url(bench.torchURL))) == bench.contents)
        let isStrong = tag == "\"x\""
        #expect(server.requests.map(\.rangeStart) == (isStrong ? [nil, 1000, 2000] : [nil, nil, nil]))
        #expect(server.requests.map { $0.headers["if-range"] } == (isStrong ? [nil, tag, tag] : [nil, nil, nil]))
    }

    @Test("A server with a temporary problem is asked again")
    func serverTrouble() throws {
        let seen = Mutex<Set<String>>([])
        let server = bench.server { request, response in
            let isFirst = seen.withLock { $0.insert("\(request.method) \(request.path)").inserted }
            return isFirst ? TestServer.Response(status: 503, body: [1, 2, 3]) : response
        }
        defer { server.stop() }
        #expect(try bench.read(bench.hub(server).fetch(bench.hubFile)) == bench.contents)

        let broken = TestServer { _ in TestServer.Response(status: 500) }
        defer { broken.stop() }
        let hub = bench.hub(broken, ["HF_HOME": bench.folder + "/other"])
        #expect(failure(hub, bench.hubFile)?.contains("HTTP 500") == true)
        #expect(broken.requests.count == 5)
    }

    @Test("A refused connection fails at once")
    func refused() throws {
        let server = bench.server()
        server.stop()
        let text = try #require(failure(bench.hub(server), bench.hubFile))
        #expect(text.contains("connect"))
    }

    // MARK: Wrong contents

    @Test("Contents with another hash are removed and refused")
    func wrongChecksum() throws {
        let server = bench.server { request, response in
            var response = response
            if !response.body.isEmpty { response.body[7] ^= 1 }
            return response
        }
        defer { server.stop() }
        for (file, path) in [(bench.hubFile, bench.blob), (bench.torchFile, bench.torchPath)] {
            let text = try #require(failure(bench.hub(server), file))
            #expect(text.contains("SHA-256"))
            #expect(text.contains(bench.sha256.prefix(8)))
            #expect(!bench.exists(path))
            #expect(!bench.exists(path + ".incomplete"))
        }
        #expect(!bench.exists(bench.snapshot))
    }

    @Test("A length other than the announced one is refused")
    func wrongLength() throws {
        // The contents' server offers fewer bytes than the Hub announced.
        let shorter = bench.server { _, response in
            var response = response
            if !response.body.isEmpty { response.body.removeLast() }
            return response
        }
        defer { shorter.stop() }
        #expect(failure(bench.hub(shorter), bench.hubFile)?.contains("offers 499999 bytes") == true)

        // The server announces more than it sends, so the file is never whole.
        let longer = bench.server { _, response in
            var response = response
            if !response.body.isEmpty { response.contentLength = response.body.count + 10 }
            return response
        }
        defer { longer.stop() }
        #expect(failure(bench.hub(longer), bench.torchFile)?.contains("after 500000 of 500010 bytes") == true)

        // The server announces less than the whole file, so the hash differs.
        let cut = bench.server { _, response in
            var response = response
            if !response.body.isEmpty { response.contentLength = 1000 }
            return response
        }
        defer { cut.stop() }
        let hub = bench.hub(cut, ["TORCH_HOME": bench.folder + "/third"])
        #expect(failure(hub, bench.torchFile)?.contains("SHA-256") == true)
    }

    @Test("No more bytes are received than the caller allows")
    func tooLarge() throws {
        let server = bench.server()
        defer { server.stop() }
        var hub = bench.hub(server)
        hub.maximumSize = 1000
        #expect(failure(hub, bench.hubFile)?.contains("at most 1000") == true)
        #expect(failure(hub, bench.torchFile)?.contains("at most 1000") == true)
    }

    // MARK: Refusals

    @Test("The error names the missing file")
    func notFound() throws {
        let server = TestServer { _ in
            TestServer.Response(status: 404, headers: [("X-Error-Message", "Entry not\u{1B}[31m found")])
        }
        defer { server.stop() }
        let text = try #require(failure(bench.hub(server), bench.hubFile))
        #expect(text.contains("\(server.url)\(bench.hubPath)"))
        #expect(text.contains("there is no such file (HTTP 404): Entry not"))
        #expect(!text.contains("\u{1B}"))
        #expect(failure(bench.hub(server), bench.torchFile)?.contains("HTTP 404") == true)
        #expect(server.requests.count == 2)
    }

    @Test("A forbidden file asks for a token, or questions the given one", arguments: [401, 403])
    func forbidden(_ status: Int) throws {
        let server = TestServer { _ in TestServer.Response(status: status) }
        defer { server.stop() }
        #expect(failure(bench.hub(server), bench.hubFile)?.contains("set HF_TOKEN") == true)
        let text = try #require(failure(bench.hub(server, ["HF_TOKEN": "hf_secret"]), bench.hubFile))
        #expect(text.contains("the token in HF_TOKEN may not read it"))
        #expect(!text.contains("hf_secret"))
    }

    @Test("A Hub that does not announce a hash or a commit is refused")
    func noMetadata() throws {
        let (commit, sha256) = (bench.commit, bench.sha256)
        for headers in [
            [("X-Repo-Commit", commit)], [("X-Linked-Etag", sha256)],
            [("X-Repo-Commit", commit), ("ETag", "\"../../x\"")],
            [("X-Repo-Commit", "../x"), ("X-Linked-Etag", sha256)],
        ] {
            let server = TestServer { _ in TestServer.Response(headers: headers) }
            defer { server.stop() }
            #expect(failure(bench.hub(server), bench.hubFile)?.contains("does not tell") == true)
        }
    }

    @Test("An answer that is not HTTP is refused")
    func endlessHeaders() throws {
        let server = TestServer { _ in
            TestServer.Response(headers: (0..<2000).map { ("X-\($0)", String(repeating: "y", count: 100)) })
        }
        defer { server.stop() }
        #expect(failure(bench.hub(server), bench.hubFile) != nil)
    }
}
