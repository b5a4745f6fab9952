import Foundation
import TestSupport
import Testing
import _SwiftletSystem

@Suite struct ReplacementFileTests {
    private static func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    @Test(arguments: [0o600, 0o640, 0o444, 0o755])
    func permissionsStay(_ permissions: Int) throws {
        try withTemporaryFolder { folder in
            let path = folder + "/a"
            try "old".write(toFile: path, atomically: false, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path)
            try Files.replace(FilePath(path), with: "new")
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == permissions)
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
            #expect(try Self.names(folder) == ["a"])
        }
    }

    @Test(.enabled(if: getuid() == 0, "only root gives files away"))
    func theOwnerStays() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/a"
            try "old".write(toFile: path, atomically: false, encoding: .utf8)
            #expect(chown(path, 12_345, 23_456) == 0)
            try Files.replace(FilePath(path), with: "new")
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.ownerAccountID] as? Int == 12_345 && attributes[.groupOwnerAccountID] as? Int == 23_456)
        }
    }

    /// The link stays, and its target is replaced or created.
    @Test func linksAreFollowed() throws {
        try withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/data", withIntermediateDirectories: true)
            try "old".write(toFile: folder + "/data/a", atomically: false, encoding: .utf8)
            for (link, target) in [("first", "second"), ("second", "data/a"), ("new", "data/b"), ("loop", "loop")] {
                try FileManager.default.createSymbolicLink(
                    atPath: folder + "/" + link, withDestinationPath: target)
            }
            try Files.replace(FilePath(folder + "/first"), with: "new")
            try Files.replace(FilePath(folder + "/new"), with: "more")
            #expect(try String(contentsOfFile: folder + "/data/a", encoding: .utf8) == "new")
            #expect(try String(contentsOfFile: folder + "/data/b", encoding: .utf8) == "more")
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/first") == "second")
            #expect(throws: FileError.self) { try Files.replace(FilePath(folder + "/loop"), with: "x") }
            #expect(try Self.names(folder) == ["data", "first", "loop", "new", "second"])
            #expect(try Self.names(folder + "/data") == ["a", "b"])
        }
    }

    /// Removes the files of writers that are gone. Keeps files that are being written and files with other names.
    @Test func abandonedPartsGo() throws {
        try withTemporaryFolder { folder in
            let others = [
                "a.partial-0123", "a.partial-old", "b.partial-0123456789abcdef", "a.partial-0123456789ABCDEF",
            ]
            for name in others + ["a.partial-0123456789abcdef", "a.partial-ffffffffffffffff"] {
                try "part".write(toFile: folder + "/" + name, atomically: false, encoding: .utf8)
            }
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/a.partial-0000000000000000", withDestinationPath: "b.partial-0123456789abcdef")
            let living = try ReplacementFile(of: FilePath(folder + "/a"))
            let withLiving = try Self.names(folder)
            try Files.replace(FilePath(folder + "/a"), with: "new")
            #expect(try Self.names(folder) == (withLiving + ["a"]).sorted())
            #expect(withLiving.count == others.count + 2)
            try living.commit()
            #expect(try Self.names(folder) == (others + ["a", "a.partial-0000000000000000"]).sorted())
            #expect(try String(contentsOfFile: folder + "/a", encoding: .utf8).isEmpty)
        }
    }

    @Test func manyAtOnce() async throws {
        let folder = try TemporaryFolder()
        let path = FilePath(folder.path("a"))
        try await withThrowingTaskGroup { group in
            for i in 0..<8 {
                group.addTask {
                    for _ in 0..<50 { try Files.replace(path, with: String(repeating: "\(i)", count: 100)) }
                }
            }
            try await group.waitForAll()
        }
        let text = try String(contentsOfFile: path.string, encoding: .utf8)
        #expect(text.count == 100 && Set(text).count == 1)
        #expect(try Self.names(folder.path) == ["a"])
    }

    @Test func refusals() {
        for path in ["/dev/null", "/", "/nonexistent/a", "/dev/null/a", ""] as [FilePath] {
            #expect(throws: FileError.self) { _ = try ReplacementFile(of: path) }
        }
    }

    @Test func numbersInLocks() throws {
        try withTemporaryFolder { folder in
            let path = FilePath(folder + "/a.lock")
            #expect(FileLock.number(path) == nil)
            let lock = try FileLock(path)
            #expect(FileLock.number(path) == nil)
            lock.write(1_234_567)
            lock.write(89)
            #expect(FileLock.number(path) == 89)
        }
    }
}
