import Foundation
import SwiftletImaging
import Testing

/// Files whose pixels could be had although something is wrong with them. `DecodingTests` holds the pixels to Pillow's.
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
            #expect(image.warnings.first?.contains("ends early, behind the pixels") == true)
            #expect(rejection(cut, options: .init(strict: true))?.contains("truncated") == true)
        }
    }

    /// Damage in a turned picture is still told.
    @Test func warningsSurviveTurning() throws {
        let bytes = try Fixtures.bytes("orientation-6.jpg")
        let image = try decode(Array(bytes.dropLast(2)))
        #expect(image.width == 16 && image.warnings.count == 1)
    }

    /// Each scan alone is whole: nothing but the missing ones tells that the picture is blurred.
    @Test func missingScansAreAnError() throws {
        let bytes = try Fixtures.bytes("progressive.jpg")
        let scans = bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
        try #require(scans.count > 2)
        for scan in scans.dropFirst() {
            // Up to the tables before the scan, or the scan itself.
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
        // The header, a stream that is empty, and the end.
        let empty: [UInt8] = [0, 0, 0, 8, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C, 3, 0, 0, 0, 0, 1, 0, 0, 0, 0]
        #expect(rejection(Array(bytes[..<33] + empty + bytes.suffix(12)))?.contains("bad PNG") == true)
    }
}
