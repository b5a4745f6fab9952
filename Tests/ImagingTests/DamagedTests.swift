import Foundation
import SwiftletImaging
import Testing

/// Damaged files with whole pixels. `DecodingTests` compares the pixels with Pillow's.
@Suite struct DamagedTests {
    @Test(arguments: [
        ("damaged-no-end.png", "ends early"), ("damaged-half-an-end.png", "ends early"),
        ("damaged-cut-checksum.png", "ends early"), ("damaged-checksum.png", "CRC error"),
        ("damaged-rows.png", "2 of 37 rows, the last, are missing"), ("damaged-too-long.png", "Too much image data"),
    ])
    func pngsAreShownWithAWarning(name: String, warning: String) throws {
        let bytes = try Fixtures.bytes(name)
        let image = try decode(bytes)
        #expect(image.warnings.count == 1)
        #expect(image.warnings.first?.contains(warning) == true, "\(image.warnings)")
        #expect(rejection(bytes, options: .init(strict: true))?.contains("PNG") == true)
    }

    @Test(arguments: ["baseline.jpg", "progressive.jpg", "gray.jpg", "cmyk.jpg", "restart.jpg", "noise.gif"])
    func onlyTheEndIsMissing(name: String) throws {
        let bytes = try Fixtures.bytes(name)
        let whole = try decode(bytes, options: .init(strict: true))
        #expect(whole.warnings.isEmpty)
        for missing in [1, 2] {
            let cut = Array(bytes.dropLast(missing))
            let image = try decode(cut)
            #expect(image.pixels == whole.pixels)
            #expect(image.warnings.first?.contains("ends early, after the pixels") == true)
            #expect(rejection(cut, options: .init(strict: true))?.contains("truncated") == true)
        }
    }

    /// Warnings survive the turning of a picture.
    @Test func warningsSurviveTurning() throws {
        let bytes = try Fixtures.bytes("orientation-6.jpg")
        let image = try decode(Array(bytes.dropLast(2)))
        #expect(image.width == 16 && image.warnings.count == 1)
    }

    /// Every scan in the file is whole. Only the missing ones show that the picture is blurred.
    @Test func missingScansAreAnError() throws {
        let bytes = try Fixtures.bytes("progressive.jpg")
        let scans = bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
        try #require(scans.count > 2)
        for scan in scans.dropFirst() {
            // Cuts before the tables of the scan, or before the scan.
            #expect(rejection(Array(bytes[..<scan]))?.contains("truncated JPEG") == true)
        }
    }

    @Test func aHeaderMustBeRight() throws {
        var bytes = try Fixtures.bytes("rgb.png")
        bytes[29] ^= 1  // the header's checksum
        #expect(rejection(bytes)?.contains("CRC") == true)
    }

    @Test func aPNGWithoutRowsIsAnError() throws {
        let bytes = try Fixtures.bytes("damaged-rows.png")
        // The header, an empty stream and the end.
        let empty: [UInt8] = [0, 0, 0, 8, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C, 3, 0, 0, 0, 0, 1, 0, 0, 0, 0]
        #expect(rejection(Array(bytes[..<33] + empty + bytes.suffix(12)))?.contains("bad PNG") == true)
    }
}
