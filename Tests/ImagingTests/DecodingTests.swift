import Foundation
import SwiftletImaging
import TestSupport
import Testing

@Suite struct DecodingTests {
    @Test(arguments: Fixtures.pictures)
    func agreesWithPillow(name: String) throws {
        let image = try Image.decode(contentsOf: Fixtures.path(name))
        let difference = try #require(difference(image, try Fixtures.expected(name)))
        // PNG, GIF and lossless WebP are exact. Lossy formats depend on the library's version: by a rounding, and HEIC and AVIF
        // by their conversion of colours.
        let isExact = [".png", ".gif"].contains { name.hasSuffix($0) } || name == "lossless.webp"
        let isModern = [".heic", ".avif"].contains { name.hasSuffix($0) }
        #expect(difference <= (isExact ? 0 : isModern ? 3 : 1))
        #expect(image.warnings.isEmpty == !name.hasPrefix("damaged"))
    }

    @Test func fixturesAreComplete() {
        #expect(Fixtures.pictures.count >= 73)
    }

    @Test func memoryOfEveryKind() throws {
        let bytes = try Fixtures.bytes("rgb.png")
        let expected = try Fixtures.expected("rgb.png").pixels
        #expect(try Image.decode(bytes, name: "array").pixels == expected)
        #expect(try Image.decode(bytes.span, name: "span").pixels == expected)
        #expect(try Image.decode(bytes.span.bytes, name: "raw span").pixels == expected)
        #expect(try bytes.withUnsafeBytes { try Image.decode($0, name: "buffer").pixels } == expected)
        #expect(throws: ImageError(name: "array", reason: "the file is empty")) {
            try Image.decode([UInt8](), name: "array")
        }
    }

    @Test func orientationsShowTheSamePicture() throws {
        let upright = try Image.decode(contentsOf: Fixtures.path("orientation-1.jpg"))
        #expect(upright.width == 24 && upright.height == 16)
        for orientation in 2...8 {
            let turned = try Image.decode(contentsOf: Fixtures.path("orientation-\(orientation).jpg"))
            #expect(turned.width == (orientation >= 5 ? 16 : 24))
            func at(_ image: Image, _ x: Int, _ y: Int) -> ArraySlice<UInt8> {
                image.pixels[((y * image.width + x) * 3)..<((y * image.width + x) * 3 + 3)]
            }
            for (x, y) in [(0, 0), (23, 0), (5, 9), (23, 15)] {
                let (u, v) =
                    switch orientation {
                    case 2: (23 - x, y)
                    case 3: (23 - x, 15 - y)
                    case 4: (x, 15 - y)
                    case 5: (y, x)
                    case 6: (15 - y, x)
                    case 7: (15 - y, 23 - x)
                    default: (y, 23 - x)
                    }
                #expect(Array(at(turned, u, v)) == Array(at(upright, x, y)), "orientation \(orientation)")
            }
        }
    }

    /// A picture is read whatever its EXIF block contains.
    @Test func malformedOrientationIsUpright() throws {
        let jpeg = try Fixtures.bytes("baseline.jpg")
        let upright = try decode(jpeg)
        let directory: [UInt8] = [0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]
        let header = Array("Exif\0\0II*\0".utf8)
        let good = header + [8, 0, 0, 0, 1, 0] + directory + [0, 0, 0, 0]
        let bad: [[UInt8]] = [
            Array("Exif\0\0".utf8), header, header + [0xFF, 0xFF, 0xFF, 0xFF], header + [8, 0, 0, 0, 0xFF, 0xFF],
            header + [8, 0, 0, 0, 1, 0] + directory.prefix(7),
            header + [8, 0, 0, 0, 1, 0, 0x12, 0x01, 2, 0, 1, 0, 0, 0, 6, 0, 0, 0],
            header + [8, 0, 0, 0, 1, 0, 0x12, 0x01, 99, 0, 1, 0, 0, 0, 6, 0, 0, 0],
            header + [8, 0, 0, 0, 1, 0, 0x12, 0x01, 9, 0, 1, 0, 0, 0, 0xFA, 0xFF, 0xFF, 0xFF],
            header + [8, 0, 0, 0, 1, 0, 0x12, 0x01, 4, 0, 0xFF, 0xFF, 0xFF, 0xFF, 6, 0, 0, 0],
            header + [8, 0, 0, 0, 1, 0, 0x12, 0x01, 16, 0, 1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF],
            header + [8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 9, 0, 0, 0],
            Array("Exif\0\0XX*\0".utf8) + good.dropFirst(10),
        ]
        func with(_ exif: [UInt8]) throws -> Image {
            let length = exif.count + 2
            return try decode(
                jpeg.prefix(2) + [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + exif + jpeg.dropFirst(2))
        }
        #expect(try with(good).width == upright.height)
        for exif in bad { #expect(try with(exif).pixels == upright.pixels) }
    }

    @Test func formatIsFoundByContent() throws {
        let folder = try TemporaryFolder()
        let renamed = folder.url.appending(path: "picture.jpg")
        try Data(Fixtures.bytes("rgb.png")).write(to: renamed)
        let image = try Image.decode(contentsOf: renamed.path)
        #expect(difference(image, try Fixtures.expected("rgb.png")) == 0)
    }

    /// Full size is the default; the fast options reduce, as documented.
    @Test func jpegsAreReducedOnlyWhenAskedFor() throws {
        let path = Fixtures.samples.appendingPathComponent("rocket.jpg").path
        #expect(DecodingOptions().minimumShortSide == nil)
        #expect(try Image.decode(contentsOf: path).shortSide == 427)
        #expect(DecodingOptions.fastFactor == 3)
        #expect(DecodingOptions.fast(before: 256).minimumShortSide == 768)
        for (size, shortSide) in [(143, 427), (142, 427), (71, 214), (72, 427), (35, 107), (36, 214), (17, 54)] {
            let image = try Image.decode(contentsOf: path, options: .fast(before: size))
            #expect(image.shortSide == shortSide)
            #expect(image.shortSide >= 3 * size || shortSide == 427)
        }
    }

    @Test func scaledDecodingKeepsTheShortSide() throws {
        let path = Fixtures.samples.appendingPathComponent("rocket.jpg").path
        let whole = try Image.decode(contentsOf: path)
        for (minimum, divisor) in [(whole.shortSide, 1), (whole.shortSide / 2, 2), (120, 2), (90, 4), (20, 8)] {
            let image = try Image.decode(contentsOf: path, options: .init(minimumShortSide: minimum))
            #expect(image.width == (whole.width + divisor - 1) / divisor)
            #expect(image.height == (whole.height + divisor - 1) / divisor)
            #expect(image.shortSide >= minimum)
            // Compares the pixels, not only the size.
            let reduced = whole.resized(width: image.width, height: image.height, filter: .bilinear)
            let error = zip(image.pixels, reduced.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
            #expect(Double(error) / Double(image.pixels.count) < 4)
        }
    }
}
