import Foundation
import SwiftletImaging
import TestSupport
import Testing

/// The files made by `Tools/fixtures/make_imaging_fixtures.py`, and the samples.
enum Fixtures {
    static let folder = Bundle.module.resourceURL!.appendingPathComponent("Fixtures")
    static let samples = Repository.url("Samples")

    static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// A fixture by name, or a sample.
    static func source(_ name: String) throws -> Image {
        let path = path(name)
        if FileManager.default.fileExists(atPath: path) { return try Image.decode(contentsOf: path) }
        return try Image.decode(contentsOf: samples.appendingPathComponent(name).path)
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    /// Pillow's result: width and height as little-endian 32-bit integers, then the pixels.
    static func expected(_ name: String) throws -> Image {
        let bytes = try bytes(name + ".rgb")
        func integer(_ offset: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) } }
        return Image(width: integer(0), height: integer(4), pixels: Array(bytes[8...]))
    }

    /// Whether the format in the name's extension can be decoded here. HEIC and AVIF need libheif.
    static func hasDecoder(for name: String) -> Bool {
        guard name.hasSuffix(".heic") || name.hasSuffix(".avif") else { return true }
        guard let reason = (try? bytes(name)).flatMap({ rejection($0) }) else { return true }
        return !reason.contains("libheif")
    }

    /// Every picture in the folder.
    static let pictures: [String] = try! FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { ImageFiles.isImageName($0) && hasDecoder(for: $0) }.sorted()
}

func decode(_ bytes: [UInt8], options: DecodingOptions = .init()) throws -> Image {
    try bytes.withUnsafeBytes { try Image.decode($0, name: "memory", options: options) }
}

/// The largest difference of any channel; nil if the sizes differ.
func difference(_ a: Image, _ b: Image) -> Int? {
    guard a.width == b.width && a.height == b.height else { return nil }
    return zip(a.pixels, b.pixels).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
}

/// The reason why decoding fails; nil if it does not.
func rejection(_ bytes: [UInt8], options: DecodingOptions = .init()) -> String? {
    bytes.withUnsafeBytes { buffer in
        do throws(ImageError) {
            _ = try Image.decode(buffer, name: "memory", options: options)
            return nil
        } catch {
            return error.reason
        }
    }
}
