import Foundation
import SwiftletHub
import TestServer
import Testing
import _SwiftletSystem

/// Hostile servers, and hostile users of the same cache.
@Suite struct HostileServerTests {
    let bench = try! Workbench()

    private func failure(_ hub: Hub, _ file: RemoteFile, atMost limit: Int64? = nil) -> String? {
        reason { () throws(HubError) in _ = try hub.fetch(file, atMost: limit) }
    }

    private func endless() -> TestServer {
        bench.server { request, response in
            var response = response
            response.isEndless = request.method == "GET" && !response.body.isEmpty
            return response
        }
    }

    // MARK: Sizes

    @Test("An endless body is cut off at the file's size and deleted")
    func endlessBody() throws {
        let server = endless()
        defer { server.stop() }
        let text = try #require(failure(bench.hub(server), bench.hubFile))
        #expect(text.contains("sends more than 500000 bytes"))
        #expect(!bench.exists(bench.blob) && !bench.exists(bench.blob + ".incomplete"))

        // PyTorch's server does not announce the size.
        var hub = bench.hub(server)
        hub.maximumUnannouncedSize = 1_200_000
        #expect(failure(hub, bench.torchFile)?.contains("sends more than 1200000 bytes") == true)
        #expect(failure(hub, bench.torchFile, atMost: 700_000)?.contains("sends more than 700000 bytes") == true)
        #expect(!bench.exists(bench.torchPath) && !bench.exists(bench.torchPath + ".incomplete"))
    }

    @Test("An announced size above the limit is refused before the body")
    func announcedSize() throws {
        let server = bench.server()
        defer { server.stop() }
        for file in [bench.hubFile, bench.torchFile] {
            #expect(failure(bench.hub(server), file, atMost: 499_999)?.contains("at most 499999") == true)
            #expect(failure(bench.hub(server), file, atMost: 500_000) == nil)
            try FileManager.default.removeItem(atPath: bench.folder)
        }
    }

    @Test("An announced size may exceed the limit for unannounced ones")
    func announcedSizeBeyondTheOtherLimit() throws {
        let server = bench.server()
        defer { server.stop() }
        var hub = bench.hub(server)
        hub.maximumUnannouncedSize = 1000
        #expect(try bench.read(hub.fetch(bench.torchFile)) == bench.contents)
    }

    // MARK: Patience

    @Test("The client waits as the server asks, for seconds or until a date, up to a limit")
    func retryAfter() throws {
        // The date is made when the server answers: on a busy machine an earlier one may be over by then.
        let values: [(@Sendable () -> String, String)] = [({ "1" }, "seconds"), ({ Self.date(in: 2) }, "a date")]
        for (value, name) in values {
            let server = busyOnce(value)
            defer { server.stop() }
            let start = ContinuousClock.now
            #expect(failure(bench.hub(server), bench.torchFile) == nil)
            #expect(ContinuousClock.now - start > .milliseconds(900), "\(name)")
            try FileManager.default.removeItem(atPath: bench.folder)
        }
        // A date in the past and nonsense do not delay the next attempt.
        for value in [HostileServerTests.date(in: -100), "soon", "-5"] {
            let server = busyOnce { value }
            defer { server.stop() }
            let start = ContinuousClock.now
            #expect(failure(bench.hub(server), bench.torchFile) == nil)
            #expect(ContinuousClock.now - start < .seconds(20), "\(value)")
            try FileManager.default.removeItem(atPath: bench.folder)
        }
        #expect(Patience.longestPause == .seconds(60))
    }

    private func busyOnce(_ value: @escaping @Sendable () -> String) -> TestServer {
        let first = FirstTime()
        return bench.server { _, response in
            first.isNow() ? TestServer.Response(status: 429, headers: [("Retry-After", value())]) : response
        }
    }

    private static func date(in seconds: Double) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.string(from: Date(timeIntervalSinceNow: seconds))
    }

    @Test(
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Tue, 29 Feb 2000 23:59:59 GMT", 951_868_799), ("Wed, 01 Mar 2028 00:00:00 GMT", 1_835_481_600),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
        ] as [(String, Int64)])
    func dates(_ text: String, _ seconds: Int64) { #expect(HTTPDate.seconds(text) == seconds) }

    @Test(arguments: [
        "", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 99 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 8:x:9 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT", "99999999999999999999",
    ])
    func noDates(_ text: String) { #expect(HTTPDate.seconds(text) == nil) }

    // MARK: The cache

    @Test("A link in place of a partial file is never written through")
    func links() throws {
        let victim = bench.folder + "/victim"
        let server = bench.server()
        defer { server.stop() }
        for (file, path) in [(bench.hubFile, bench.blob), (bench.torchFile, bench.torchPath)] {
            for isHard in [false, true] {
                try bench.write([1, 2, 3], to: victim)
                try bench.write([], to: path + ".incomplete")
                try FileManager.default.removeItem(atPath: path + ".incomplete")
                if isHard {
                    try FileManager.default.linkItem(atPath: victim, toPath: path + ".incomplete")
                } else {
                    try FileManager.default.createSymbolicLink(
                        atPath: path + ".incomplete", withDestinationPath: victim)
                }
                #expect(failure(bench.hub(server), file) == nil)
                #expect(bench.read(victim) == [1, 2, 3])
                #expect(bench.read(path) == bench.contents)
                try FileManager.default.removeItem(atPath: path)
            }
        }
    }

    @Test("A file whose size has changed is downloaded again, or an error when offline")
    func damagedFiles() throws {
        let server = bench.server()
        defer { server.stop() }
        for (file, path) in [(bench.hubFile, bench.blob), (bench.torchFile, bench.torchPath)] {
            #expect(try bench.read(bench.hub(server).fetch(file)) == bench.contents)
            #expect(try bench.hub(server).cachedPath(of: file) != nil)
            for damage in [Array(bench.contents.prefix(1000)), [], bench.contents + [0]] {
                try bench.write(damage, to: path)
                #expect(try bench.hub(server).cachedPath(of: file) == nil)
                let offline = bench.hub(nil, ["SWIFTLET_OFFLINE": "1"])
                #expect(failure(offline, file)?.contains("the file in the cache is damaged") == true)
                #expect(try bench.read(bench.hub(server).fetch(file)) == bench.contents)
                #expect(bench.read(path) == bench.contents)
            }
        }
    }

    @Test("A file that others downloaded is used as it is, because its size is not known")
    func unknownSizes() throws {
        try bench.write([1, 2, 3], to: bench.torchPath)
        #expect(try bench.hub(nil, ["SWIFTLET_OFFLINE": "1"]).fetch(bench.torchFile).string == bench.torchPath)
        for nonsense in ["", "7", "x\n", "99999999999999999999\n"] {
            try bench.write(Array(nonsense.utf8), to: bench.torchPath + ".lock")
            #expect(try bench.hub(nil, ["SWIFTLET_OFFLINE": "1"]).cachedPath(of: bench.torchFile) != nil)
        }
        try bench.write(Array("4\n".utf8), to: bench.torchPath + ".lock")
        #expect(try bench.hub(nil, ["SWIFTLET_OFFLINE": "1"]).cachedPath(of: bench.torchFile) == nil)
    }
}

/// Returns true only once.
private final class FirstTime: @unchecked Sendable {
    private let lock = NSLock()
    private var isOver = false

    func isNow() -> Bool {
        lock.withLock {
            defer { isOver = true }
            return !isOver
        }
    }
}
