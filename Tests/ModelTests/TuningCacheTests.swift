import Foundation
import Swiftlet
import Testing

/// The file in which measured choices are kept.
@Suite struct TuningCacheTests {
    private static let processor = Processor(vendor: "GenuineIntel", family: 6, model: 143)

    private static func withCache(_ body: (TuningCache) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tuning-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(TuningCache(folder: FilePath(folder + "/a/b"), processor: Self.processor))
    }

    private static func table(_ choice: String = "channels=16", processor: Processor = processor) throws -> TuningTable
    {
        try TuningTable(
            """
            swiftlet tuning \(TuningTable.version)
            \(processor)
            avx2 t2 depthwise 1x32x14x14 > 32x7x7 k3x3 s2x2 d1x1 g32: \(choice) (1.0 us, default 1.2 us)
            """, source: "test")
    }

    @Test func whatWasStoredIsLoaded() throws {
        try Self.withCache { cache in
            #expect(cache.path.string.hasSuffix("/a/b/GenuineIntel-6-143.txt"))
            #expect(try cache.load() == nil)
            #expect(try cache.merged() == TuningTable.shipped(for: Self.processor))
            try cache.store(Self.table())
            #expect(try cache.load() == Self.table())
            try cache.store(Self.table("channels=32"))
            #expect(try cache.load() == Self.table("channels=32"))
            #expect(try cache.merged().count == TuningTable.shipped(for: Self.processor).count + 1)
            // Nothing is left beside it.
            let folder = URL(filePath: cache.path.string).deletingLastPathComponent().path
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1)
        }
    }

    @Test func whatIsNoTableIsRefused() throws {
        try Self.withCache { cache in
            try cache.store(Self.table())
            func message(_ content: Data) throws -> String {
                try content.write(to: URL(filePath: cache.path.string))
                do {
                    _ = try cache.load()
                    return "no error"
                } catch {
                    return "\(error)"
                }
            }
            let path = cache.path.string
            #expect(try message(Data()) == "\(path): is empty; a tuning table has a header")
            #expect(try message(Data([0xFF, 0xFE])) == "\(path): cannot be read as text of at most 4 MiB")
            #expect(try message(Data(count: 5 << 20)) == "\(path): cannot be read as text of at most 4 MiB")
            #expect(try message(Data("hello\n".utf8)) == "\(path):1: is not 'swiftlet tuning' and a version")
            let other = try Self.table(processor: Processor(vendor: "AuthenticAMD", family: 25, model: 1))
            #expect(
                try message(Data("\(other)".utf8))
                    == "\(path): was measured on AuthenticAMD family 25 model 1, not on GenuineIntel family 6 model 143"
            )
        }
    }

    @Test func aFolderThatCannotBeIsAnError() throws {
        let cache = TuningCache(folder: "/dev/null/tuning", processor: Self.processor)
        #expect(try cache.load() == nil)
        #expect(throws: ModelError.self) { try cache.store(Self.table()) }
    }
}
