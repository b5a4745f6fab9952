import Foundation
import SwiftletHub
import TestServer
import Testing

@Suite("Redirects and the token")
struct RedirectTests {
    let bench: Workbench

    init() throws { bench = try Workbench() }

    @Test("The token goes to the endpoint and along its own redirects, not to another host")
    func tokenStays() throws {
        let contents = bench.contents
        let content = TestServer { .file(contents, for: $0) }
        defer { content.stop() }
        let (hubPath, hubHeaders, elsewhere) = (bench.hubPath, bench.hubHeaders, content.url)
        let endpoint = TestServer { request in
            // As for a renamed repository: redirects within the host, then to the contents.
            request.path == hubPath
                ? .redirect("/renamed/it", status: 307)
                : TestServer.Response(status: 302, headers: hubHeaders + [("Location", elsewhere + "/x?signature=2")])
        }
        defer { endpoint.stop() }
        let hub = bench.hub(endpoint, ["HF_TOKEN": "hf_secret"])
        #expect(try bench.read(hub.fetch(bench.hubFile)) == bench.contents)
        #expect(endpoint.requests.count == 4)
        #expect(endpoint.requests.allSatisfy { $0.headers["authorization"] == "Bearer hf_secret" })
        #expect(content.requests.count == 1)
        #expect(content.requests.allSatisfy { $0.headers["authorization"] == nil })
    }

    @Test("The token in the login file is used")
    func tokenFile() throws {
        try bench.write(Array("hf_from_file\n".utf8), to: bench.folder + "/hf/token")
        let server = bench.server()
        defer { server.stop() }
        _ = try bench.hub(server).fetch(bench.hubFile)
        #expect(server.requests.allSatisfy { $0.headers["authorization"] == "Bearer hf_from_file" })
    }

    @Test("The token shows neither in curl's arguments nor in its environment")
    func tokenIsHidden() throws {
        let server = bench.server()
        defer { server.stop() }
        let path = try #require(ProcessInfo.processInfo.environment["PATH"])
        let (log, script) = (bench.folder + "/log", bench.folder + "/bin/curl")
        let text = "#!/bin/sh\n{ echo \"$@\"; env; } >> '\(log)'\nPATH='\(path)' exec curl \"$@\"\n"
        try bench.write(Array(text.utf8), to: script)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
        let hub = bench.hub(server, ["HF_TOKEN": "hf_secret", "PATH": "\(bench.folder)/bin:\(path)"])
        // A program that another test is starting may hold the script open for writing, and then it cannot be executed.
        for _ in 0..<100 {
            let text = reason { () throws(HubError) in _ = try hub.fetch(bench.hubFile) }
            guard let text else { break }
            #expect(text.contains(String(cString: strerror(ETXTBSY))))
            usleep(20_000)
        }
        let seen = String(decoding: try #require(bench.read(log)), as: UTF8.self)
        #expect(seen.contains("--proto =http,https"))
        #expect(!seen.contains("hf_secret"))
        #expect(server.requests.first?.headers["authorization"] == "Bearer hf_secret")
    }

    @Test("PyTorch's files are requested without the token")
    func noTokenForTorch() throws {
        let server = bench.server()
        defer { server.stop() }
        _ = try bench.hub(server, ["HF_TOKEN": "hf_secret"]).fetch(bench.torchFile)
        #expect(server.requests.allSatisfy { $0.headers["authorization"] == nil })
    }

    @Test("A token with a line break is refused rather than sent")
    func tokenInjection() throws {
        let server = bench.server()
        defer { server.stop() }
        let hub = bench.hub(server, ["HF_TOKEN": "x\r\nX-Evil: 1"])
        #expect(reason { () throws(HubError) in _ = try hub.fetch(bench.hubFile) } != nil)
        #expect(server.requests.isEmpty)
    }

    @Test(
        "Redirects that cannot be followed are errors",
        arguments: [
            ("/models/{file}", "in a circle"), ("file:///etc/passwd", "not a web address"),
            ("ftp://x/y", "not a web address"),
            ("", "in a circle"), ("http://user:password@127.0.0.1/x", "not a web address"), ("//", "not a web address"),
        ])
    func nowhere(_ location: String, _ words: String) throws {
        let server = TestServer { request in
            .redirect(
                location.isEmpty
                    ? request.path : location.replacingOccurrences(of: "/models/{file}", with: request.path))
        }
        defer { server.stop() }
        let hub = bench.hub(server)
        #expect(reason { () throws(HubError) in _ = try hub.fetch(bench.torchFile) }?.contains(words) == true)
    }

    @Test("An endless chain of redirects is an error")
    func tooMany() throws {
        let server = TestServer { .redirect($0.path + "x") }
        defer { server.stop() }
        let hub = bench.hub(server)
        let text = reason { () throws(HubError) in _ = try hub.fetch(bench.torchFile) }
        #expect(text?.contains("more than 10 times") == true)
        #expect(server.requests.count == 10)
    }

    @Test("Targets of redirects")
    func resolving() throws {
        let here = try #require(WebAddress("https://Example.org:8443/a/b/c?d#e"))
        #expect(here.text == "https://example.org:8443/a/b/c?d")
        func lead(_ location: String) -> String? { here.resolving(location)?.text }
        #expect(lead("/x y") == "https://example.org:8443/x%20y")
        #expect(lead("x?z") == "https://example.org:8443/a/b/x?z")
        #expect(lead("?z") == "https://example.org:8443/a/b/c?z")
        #expect(lead("//other/x") == "https://other/x")
        #expect(lead("HTTP://other") == "http://other/")
        #expect(lead("javascript:x") == nil)
        #expect(try #require(WebAddress("https://h/")).hasSameOrigin(as: #require(WebAddress("https://h:443/x"))))
        #expect(try !#require(WebAddress("https://h/")).hasSameOrigin(as: #require(WebAddress("http://h/"))))
        #expect(try !#require(WebAddress("https://h/")).hasSameOrigin(as: #require(WebAddress("https://h.org/"))))
        for text in ["https://", "https:///x", "https://a@b/", "https://a\\@b/", "https://a b/", "http:/x", "x", ""] {
            #expect(WebAddress(text) == nil, "\(text)")
        }
    }
}
