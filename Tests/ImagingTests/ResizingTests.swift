import Foundation
import SwiftletImaging
import TestSupport
import Testing

struct Cases: Decodable {
    struct Resize: Decodable, CustomTestStringConvertible {
        let file: String, source: String, width: Int, height: Int, filter: String
        var testDescription: String { file }
    }
    struct Crop: Decodable, CustomTestStringConvertible {
        let file: String, source: String, short: Int, width: Int, height: Int, filter: String
        var testDescription: String { file }
    }
    let resizes: [Resize], crops: [Crop]

    static let all = try! JSONDecoder().decode(
        Cases.self, from: Data(contentsOf: Fixtures.folder.appendingPathComponent("cases.json")))
}

@Suite struct ResizingTests {
    @Test(arguments: Cases.all.resizes)
    func resizesAsPillow(_ test: Cases.Resize) throws {
        let image = try Fixtures.source(test.source)
        let resized = image.resized(
            width: test.width, height: test.height, filter: test.filter == "bicubic" ? .bicubic : .bilinear)
        let difference = try #require(difference(resized, try Fixtures.expected(test.file)))
        #expect(difference == 0)
    }

    /// Many shapes, each bit for bit as Pillow's.
    @Test func sweepsAsPillow() throws {
        struct Case: Decodable {
            let width: Int, height: Int, newWidth: Int, newHeight: Int, filter: String, checksum: UInt32

            init(from decoder: any Decoder) throws {
                var values = try decoder.unkeyedContainer()
                (width, height) = (try values.decode(Int.self), try values.decode(Int.self))
                (newWidth, newHeight) = (try values.decode(Int.self), try values.decode(Int.self))
                (filter, checksum) = (try values.decode(String.self), try values.decode(UInt32.self))
            }
        }
        let cases = try JSONDecoder().decode(
            [Case].self, from: Data(contentsOf: Fixtures.folder.appendingPathComponent("sweep.json")))
        #expect(cases.count == 624)
        var different = 0
        for test in cases {
            let pixels = (0..<test.width * test.height * 3).map { (index: Int) -> UInt8 in
                UInt8(truncatingIfNeeded: index * index * 31 + index * 7 + index >> 5)
            }
            let resized = Image(width: test.width, height: test.height, pixels: pixels).resized(
                width: test.newWidth, height: test.newHeight, filter: test.filter == "bicubic" ? .bicubic : .bilinear)
            if checksum(resized.pixels) != test.checksum { different += 1 }
        }
        #expect(different == 0)
    }

    /// With either order of the passes, computing only the crop gives the same pixels as computing the whole picture.
    @Test(arguments: [(60, 200), (200, 60), (37, 53), (61, 17), (20, 300)])
    func cropsAreThoseOfTheWhole(width: Int, height: Int) {
        let pixels = (0..<width * height * 3).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
        let image = Image(width: width, height: height, pixels: pixels)
        for filter in [ResizeFilter.bilinear, .bicubic] {
            let preprocessing = Preprocessing(
                resizeShortSide: 31, cropHeight: 21, cropWidth: 19, filter: filter, mean: [0, 0, 0],
                standardDeviation: [1, 1, 1])
            let long = 31 * max(width, height) / min(width, height)
            let size = width <= height ? (31, long) : (long, 31)
            let whole = image.resized(width: size.0, height: size.1, filter: filter)
            let crop = whole.cropped(
                x: Int((Double(size.0 - 19) / 2).rounded(.toNearestOrEven)),
                y: Int((Double(size.1 - 21) / 2).rounded(.toNearestOrEven)), width: 19, height: 21)
            #expect(apply(preprocessing, to: image) == crop.pixels.map(Float.init))
        }
    }

    @Test(arguments: Cases.all.crops)
    func preprocessesAsTorchvision(_ test: Cases.Crop) throws {
        let image = try Fixtures.source(test.source)
        let preprocessing = Preprocessing(
            resizeShortSide: test.short, cropHeight: test.height, cropWidth: test.width,
            filter: test.filter == "bicubic" ? .bicubic : .bilinear, mean: [127, 120, 100],
            standardDeviation: [128, 64, 50])
        let output = apply(preprocessing, to: image)
        let expected = try Fixtures.expected(test.file)
        #expect(expected.width == test.width && expected.height == test.height)
        var largest: Float = 0
        for (index, value) in output.enumerated() {
            let pixel = value * preprocessing.standardDeviation[index % 3] + preprocessing.mean[index % 3]
            largest = max(largest, abs(pixel - Float(expected.pixels[index])))
        }
        // Pillow's wheels bring their own libjpeg.
        #expect(largest < (test.source.hasSuffix(".jpg") ? 1.001 : 0.001))
    }

    @Test func normalisationIsExact() {
        let image = Image(width: 256, height: 1, pixels: (0..<256).flatMap { [UInt8](repeating: UInt8($0), count: 3) })
        let preprocessing = Preprocessing(
            resizeShortSide: 1, cropHeight: 1, cropWidth: 256, filter: .bicubic, mean: [127, 0, 123.675],
            standardDeviation: [128, 255, 58.395])
        let output = apply(preprocessing, to: image)
        for value in 0..<256 {
            #expect(output[value * 3] == (Float(value) - 127) / 128)
            #expect(output[value * 3 + 1] == Float(value) / 255)
            #expect(output[value * 3 + 2] == (Float(value) - 123.675) / 58.395)
        }
    }

    /// The whole resized picture, of 256×2,560,000 pixels, must never be computed.
    @Test(arguments: [(1, 10_000), (10_000, 1), (3, 1), (1, 1), (2, 30_000)])
    func extremeShapes(width: Int, height: Int) {
        let pixels = (0..<width * height * 3).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let preprocessing = Preprocessing(
            resizeShortSide: 256, cropHeight: 224, cropWidth: 224, filter: .bicubic, mean: [0, 0, 0],
            standardDeviation: [1, 1, 1])
        let output = apply(preprocessing, to: Image(width: width, height: height, pixels: pixels))
        #expect(output.allSatisfy { $0 >= 0 && $0 <= 255 })
    }

    @Test func constantStaysConstant() {
        let image = Image(width: 31, height: 17, pixels: [UInt8](repeating: 255, count: 31 * 17 * 3))
        for size in [1, 2, 13, 31, 64] {
            for filter in [ResizeFilter.bilinear, .bicubic] {
                #expect(image.resized(width: size, height: size + 3, filter: filter).pixels.allSatisfy { $0 == 255 })
            }
        }
    }

    @Test func crops() throws {
        let image = try Fixtures.source("rgb.png")
        let crop = image.cropped(x: 5, y: 7, width: 11, height: 3)
        #expect(crop.width == 11 && crop.height == 3)
        for y in 0..<3 {
            for x in 0..<33 { #expect(crop.pixels[y * 33 + x] == image.pixels[((y + 7) * image.width + 5) * 3 + x]) }
        }
    }

    private func apply(_ preprocessing: Preprocessing, to image: Image) -> [Float] {
        var output = [Float](repeating: .nan, count: preprocessing.cropHeight * preprocessing.cropWidth * 3)
        output.withUnsafeMutableBufferPointer { preprocessing.apply(to: image, into: $0) }
        return output
    }
}
