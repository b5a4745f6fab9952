import SwiftletTensors
import Testing
import _SwiftletSystem

@Suite struct PathTests {
    /// A path's text shows every byte of it.
    @Test(arguments: [
        ("photo.jpg", "photo.jpg"), ("été/日本.jpg", "été/日本.jpg"), ("👨‍👩‍👧.jpg", "👨‍👩‍👧.jpg"), ("a\\b", "a\\\\b"),
        ("a\u{1B}[2Jb", "a\\x1B[2Jb"), ("a\nb", "a\\x0Ab"), ("\u{202E}gpj", "\\xE2\\x80\\xAEgpj"),
        ("a\u{2028}b", "a\\xE2\\x80\\xA8b"), ("\u{7F}", "\\x7F"), ("", ""),
    ])
    func texts(_ name: String, _ shown: String) throws {
        let path = try #require(FilePath(exactly: name))
        #expect(path.printable == shown)
        #expect(Self.unescaped(path.printable) == Array(name.utf8))
    }

    @Test(
        arguments: [
            ([0x72, 0xE9, 0x73], "r\\xE9s"), ([0xFF, 0xFE], "\\xFF\\xFE"), ([0xC3], "\\xC3"),
            ([0xE2, 0x82, 0x61], "\\xE2\\x82a"),
            // Surrogates and overlong sequences are not UTF-8.
            ([0xED, 0xA0, 0x80], "\\xED\\xA0\\x80"), ([0xC0, 0xAF], "\\xC0\\xAF"),
            // A backslash in the name differs from an escape.
            ([0x5C, 0x78, 0x45, 0x39, 0xE9], "\\\\xE9\\xE9"),
        ] as [([UInt8], String)])
    func bytes(_ bytes: [UInt8], _ shown: String) throws {
        let path = try #require(FilePath(bytes: bytes))
        #expect(path.bytes == bytes)
        #expect(path.printable == shown)
        #expect(Self.unescaped(path.printable) == bytes)
    }

    @Test func everyByteIsKept() throws {
        var random = SplitMix64(state: 7)
        for _ in 0..<2000 {
            let bytes = (0..<12).map { _ in
                let byte = UInt8(truncatingIfNeeded: random.next())
                return byte == 0 || byte == UInt8(ascii: "/") ? UInt8(ascii: "x") : byte
            }
            let path = try #require(FilePath(bytes: bytes))
            #expect(path.bytes == bytes)
            #expect(Self.unescaped(path.printable) == bytes)
        }
    }

    @Test func aNulIsNoPath() {
        #expect(FilePath(bytes: [0x61, 0, 0x62]) == nil)
        #expect(FilePath(exactly: "a\0b") == nil)
    }

    @Test func parts() {
        #expect(FilePath("a").folder == "." && FilePath("/a").folder == "/" && FilePath("a/b").folder == "a")
        #expect(FilePath("a/b").appending(suffix: ".x") == "a/b.x")
        #expect(FilePath("x.ONNX").ends(inLetters: ".onnx") && !FilePath("x.onn").ends(inLetters: ".onnx"))
        #expect(FilePath(bytes: [0xE9])!.precedes(FilePath(bytes: [0xEA])!))
        #expect(FilePath("a").precedes(FilePath(bytes: [0xE9])!) && !FilePath("b").precedes("a"))
    }

    @Test func environmentsAreBytes() {
        let environment = Environment(["A": "x", "EMPTY": "", "PATH": "/a:/b"])
        #expect(environment[path: "A"] == "x" && environment[text: "EMPTY"] == nil)
        #expect(environment.programFolders == ["/a", "/b"])
        #expect(environment.assignments(["A", "B"]) == [Array("A=x".utf8)])
    }

    @Test func foldersAreMadeUnlessAFileIsThere() throws {
        let error = #expect(throws: FileError.self) { try Files.createFolder("/dev/null/a") }
        #expect(error?.path == "/dev/null/a" || error?.path == "/dev/null")
        #expect(throws: FileError.self) { try Files.createFolder("/dev/null") }
    }

    /// Undoes the escapes.
    private static func unescaped(_ text: String) -> [UInt8] {
        var result: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                result.append(byte)
                continue
            }
            if rest.first == UInt8(ascii: "\\") {
                result.append(rest.removeFirst())
            } else {
                result.append(UInt8(String(decoding: rest.dropFirst().prefix(2), as: UTF8.self), radix: 16)!)
                rest = rest.dropFirst(3)
            }
        }
        return result
    }
}
