import Foundation
import SwiftletImaging
import TestSupport
import Testing

@Suite struct ImageFilesTests {
    @Test func names() {
        for name in ["a.jpg", "a.JPEG", "a.b.Png", "x/y.webp", "a.jpe", "a.jfif", "a.gif", "a.HEIC", "a.avif"] {
            #expect(ImageFiles.isImageName(name))
        }
        for name in ["", ".", "jpg", "a.svg", "a.jpg.txt", "a.", ".png"] { #expect(!ImageFiles.isImageName(name)) }
    }

    @Test func walksFoldersOnce() throws {
        let folder = try TemporaryFolder()
        let files = FileManager.default
        try files.createDirectory(
            at: folder.url.appending(path: "b/deep"), withIntermediateDirectories: true)
        for name in ["z.png", "a.jpg", "notes.txt", ".hidden.png", "b/c.webp", "b/deep/d.JPG"] {
            try Data([1]).write(to: folder.url.appending(path: name))
        }
        for (link, target) in [("b/loop", ".."), ("b/self", "."), ("broken.png", "nowhere.png")] {
            try files.createSymbolicLink(
                atPath: folder.path(link), withDestinationPath: target)
        }
        let found = try ImageFiles.walk(folder.path).map { String($0.string.dropFirst(folder.path.count + 1)) }
        #expect(found == ["a.jpg", "b/c.webp", "b/deep/d.JPG", "broken.png", "z.png"])
        #expect(try ImageFiles.walk(folder.path + "/").count == 5)
        let text = folder.path("notes.txt")
        #expect(try ImageFiles.walk(text).map(\.string) == [text])
    }

    @Test func nothingFound() throws {
        let folder = try TemporaryFolder()
        try Data([1]).write(to: folder.url.appending(path: "notes.txt"))
        #expect(throws: ImageError(name: folder.path, reason: "no picture in this folder")) {
            try ImageFiles.walk(folder.path)
        }
        let missing = folder.path("missing")
        #expect(throws: ImageError(name: missing, reason: "No such file or directory")) {
            try ImageFiles.walk(missing)
        }
    }
}
