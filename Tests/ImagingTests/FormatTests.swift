import Foundation
import SwiftletImaging
import Testing

@Suite struct FormatTests {
    /// Without libheif, the error names the picture's format and tells how to install the library.
    @Test(arguments: [
        ("avif", "AVIF"), ("avis", "AVIF"), ("heic", "HEIC"), ("heix", "HEIC"), ("hevc", "HEIC"), ("mif1", "HEIC"),
        ("msf1", "HEIC"),
    ])
    func brandsAreKnown(brand: String, format: String) {
        let box = [0, 0, 0, 16] + Array("ftyp\(brand)".utf8) + [0, 0, 0, 0]
        #expect(rejection(box)?.contains(format) == true)
        // A general major brand, with the codec's brand among the compatible ones.
        let compatible = [0, 0, 0, 20] + Array("ftypmif1".utf8) + [0, 0, 0, 0] + Array(brand.utf8)
        #expect(rejection(compatible)?.contains(format) == true)
    }

    @Test func hugeGIFsAreRejected() {
        func gif(_ width: UInt16, _ height: UInt16) -> [UInt8] {
            let size = [width, height].flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
            return Array("GIF89a".utf8) + size + [0, 0, 0, 0x2C, 0, 0, 0, 0] + size + [0, 2, 1, 0x44, 0, 0x3B]
        }
        #expect(rejection(gif(60_000, 60_000)) == "60000×60000 pixels are more than the limit of 100000000")
        #expect(rejection(gif(9_000, 9_000))?.contains("truncated GIF") == true)
        #expect(rejection(gif(0, 5)) == "a picture without pixels")
        let nothing = Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0, 0, 0x3B]
        #expect(rejection(nothing) == "a GIF without a picture")
    }

    /// A limit above the highest one counts as the highest and does not overflow.
    @Test func largestLimit() throws {
        var bytes = try Fixtures.bytes("noise.gif")
        bytes.replaceSubrange(6..<10, with: [0xFF, 0xFF, 0xFF, 0xFF])
        #expect(rejection(bytes, options: .init(maximumPixels: .max))?.contains("limit of 2147483648") == true)
    }

    /// A text that unpacks to far more than any profile has no orientation and costs little.
    @Test func textBombsAreIgnored() throws {
        let png = try Fixtures.bytes("orientation-raw-profile.png")
        let start = ContinuousClock.now
        let key = Array("Raw profile type exif\0\0".utf8)
        // Empty stored blocks of deflate without an end, and a thousand such texts.
        let stream: [UInt8] = [0x78, 1] + (0..<10_000).flatMap { _ in [0, 0, 0, 0xFF, 0xFF] as [UInt8] }
        let body = key + stream
        let chunk =
            [UInt8(0), UInt8(body.count >> 16), UInt8(body.count >> 8 & 255), UInt8(body.count & 255)]
            + Array("zTXt".utf8) + body + [0, 0, 0, 0]
        let bomb = png[..<33] + (0..<1000).flatMap { _ in chunk } + png[33...]
        let image = try decode(Array(bomb))
        #expect(image.width == 24 && image.height == 16)
        #expect(ContinuousClock.now - start < .seconds(20))
    }
}
