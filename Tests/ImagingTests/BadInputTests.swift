import Foundation
import SwiftletImaging
import SwiftletTensors
import TestSupport
import Testing

@Suite struct BadInputTests {
    /// A file cut off within its pixels is an error: a picture with grey parts is worse than none.
    @Test(arguments: [
        "baseline.jpg", "progressive.jpg", "cmyk.jpg", "gray.jpg", "rgb.png", "interlaced.png", "palette.png",
        "lossy.webp", "lossless.webp", "alpha.webp", "animated.webp", "noise.gif", "interlaced.gif",
    ])
    func truncated(name: String) throws {
        let bytes = try Fixtures.bytes(name)
        #expect(rejection(bytes) == nil)
        // The bytes after the pixels: checksums and IEND, EOI, or the end code and two zeros.
        let ending = name.hasSuffix(".png") ? 20 : name.hasSuffix(".webp") ? 2 : 8
        for count in Array(stride(from: 0, to: bytes.count - ending, by: max(1, bytes.count / 150))) {
            let reason = rejection(Array(bytes.prefix(count)))
            #expect(reason?.isEmpty == false, "\(count) of \(bytes.count) bytes")
        }
        let reason = try #require(rejection(Array(bytes.prefix(bytes.count * 3 / 4))))
        #expect(reason.contains("truncated"), "\(reason)")
    }

    @Test func notAPicture() {
        #expect(rejection([]) == "the file is empty")
        #expect(
            rejection(Array("Dear reader, this is text.".utf8)) == "not a JPEG, PNG, WebP, GIF, HEIC or AVIF picture")
        #expect(rejection(Array("BM123456".utf8))?.contains("looks like BMP") == true)
        #expect(rejection([0, 0, 0, 24] + Array("ftypisom".utf8))?.contains("looks like a film") == true)
        #expect(rejection(Array("GIF89a".utf8)) == "truncated GIF: the data end early")
        #expect(rejection([0xFF, 0xD8, 0xFF])?.contains("JPEG") == true)
        #expect(rejection(Array("RIFF\u{4}\0\0\0WEBP".utf8)) != nil)
    }

    @Test func hugePNG() {
        #expect(
            rejection(lyingPNG(width: 60_000, height: 60_000))
                == "60000×60000 pixels are more than the limit of 100000000")
        #expect(rejection(lyingPNG(width: 0x7FFF_FFFF, height: 0x7FFF_FFFF))?.contains("limit") == true)
        #expect(rejection(lyingPNG(width: 0xFFFF_FFFF, height: 1))?.contains("PNG") == true)
        #expect(rejection(lyingPNG(width: 0, height: 5))?.contains("PNG") == true)
        // Within the limit, but the file is too short for it.
        #expect(rejection(lyingPNG(width: 9_000, height: 9_000))?.contains("truncated PNG") == true)
    }

    @Test func hugeJPEG() throws {
        var bytes = try Fixtures.bytes("baseline.jpg")
        let frame = try #require(bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
        bytes.replaceSubrange(frame + 5..<frame + 9, with: [0xFF, 0xDC, 0xFF, 0xDC])
        #expect(rejection(bytes) == "65500×65500 pixels are more than the limit of 100000000")
        bytes.replaceSubrange(frame + 5..<frame + 9, with: [0x20, 0, 0x20, 0])
        #expect(rejection(bytes)?.contains("truncated JPEG") == true)
    }

    @Test func pixelLimitHolds() throws {
        for name in ["baseline.jpg", "rgb.png", "lossy.webp", "animated.webp", "animated.gif"] {
            let bytes = try Fixtures.bytes(name)
            #expect(rejection(bytes, options: .init(maximumPixels: 53 * 37)) == nil)
            #expect(rejection(bytes, options: .init(maximumPixels: 53 * 37 - 1))?.contains("limit") == true)
        }
    }

    /// A progressive file whose first scan is repeated hundreds of times.
    @Test func endlessScans() throws {
        let bytes = try Fixtures.bytes("progressive.jpg")
        let scans = bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
        try #require(scans.count > 1)
        let scan = Array(bytes[scans[0]..<scans[1]])
        let bomb = bytes[..<scans[1]] + (0..<300).flatMap { _ in scan } + bytes[scans[1]...]
        #expect(rejection(Array(bomb)) == "bad JPEG: more than 100 scans")
    }

    @Test func files() throws {
        let folder = try TemporaryFolder()
        func reason(_ path: String) -> String {
            do throws(ImageError) {
                _ = try Image.decode(contentsOf: path)
                return ""
            } catch {
                #expect(error.name == path)
                #expect(error.description == "\(path): \(error.reason)")
                return error.reason
            }
        }
        #expect(reason(folder.path) == "is a directory")
        #expect(reason(folder.path("none.png")) == "No such file or directory")
        let empty = folder.url.appending(path: "empty.jpg")
        try Data().write(to: empty)
        #expect(reason(empty.path) == "the file is empty")
        #expect(reason(empty.path + "/x.png") == "Not a directory")
        #expect(reason("/dev/null") == "the file is empty")
        // A sparse file of 2 GiB.
        let large = folder.url.appending(path: "large.jpg")
        try Data().write(to: large)
        try FileHandle(forWritingTo: large).truncate(atOffset: 2 << 30)
        #expect(reason(large.path).contains("limit"))
    }

    /// Random damage leads to a picture or an error, nothing else.
    @Test(arguments: [
        "baseline.jpg", "progressive.jpg", "cmyk.jpg", "orientation-6.jpg", "rgb.png", "interlaced.png", "gray-2.png",
        "palette-transparent.png", "orientation-6.png", "lossy.webp", "lossless.webp", "alpha.webp", "animated.webp",
        "animated.gif", "noise.gif", "orientation-raw-profile.png", "orientation-xmp-packed.png",
        "orientation-xmp.webp",
    ])
    func damaged(name: String) throws {
        let original = try Fixtures.bytes(name)
        var generator = SplitMix64(state: 1)
        func random(_ bound: Int) -> Int { Int(generator.next() % UInt64(bound)) }
        var rejected = 0
        for _ in 0..<300 {
            var bytes = original
            for _ in 0...random(4) {
                // Damages headers more often.
                let position = random(2) == 0 ? random(min(bytes.count, 200)) : random(bytes.count)
                switch random(3) {
                case 0: bytes[position] ^= 1 << UInt8(random(8))
                case 1: bytes[position] = [0, 0xFF, 0x7F, 0x80][random(4)]
                default: bytes.remove(at: position)
                }
            }
            if let reason = rejection(bytes, options: .init(maximumPixels: 1_000_000)) {
                rejected += 1
                #expect(!reason.isEmpty)
            }
        }
        #expect(rejected > 30)
    }
}
