import Foundation
import Swiftlet
import TestSupport
import Testing

/// A picture is a picture, whatever its bytes come in.
@Suite struct BytesTests {
    let model: Model
    let data: Data
    let expected: [Prediction]
    let features: [Float]

    init() throws {
        model = try Model()
        data = try Data(contentsOf: Repository.url("Samples/coffee.png"))
        expected = try model.classify(contentsOf: Repository.path("Samples/coffee.png"))
        features = try model.embed(contentsOf: Repository.path("Samples/coffee.png"))
    }

    @Test func dataAndAddresses() throws {
        let url = Repository.url("Samples/coffee.png")
        #expect(expected[0].label == "espresso")
        #expect(try model.classify(data) == expected && model.embed(data) == features)
        #expect(try model.classify(contentsOf: url) == expected && model.embed(contentsOf: url) == features)
        let image = try Image.decode(data)
        #expect(try image.pixels == Image.decode(contentsOf: url).pixels)
        #expect(try model.classify(image) == expected)
    }

    @Test func arraysAndSpans() throws {
        let bytes = [UInt8](data)
        #expect(try model.classify(bytes) == expected && model.embed(bytes) == features)
        #expect(try model.classify(bytes.span) == expected && model.embed(bytes.span) == features)
        #expect(try model.classify(bytes.span.bytes) == expected && model.embed(bytes.span.bytes) == features)
        #expect(try model.classify(bytes, top: 2) == Array(expected.prefix(2)))
    }

    /// Slices whose indices do not begin at 0, and bytes that lie nowhere in one piece.
    @Test func slicesAndOtherCollections() throws {
        let bytes = [1, 2, 3] + [UInt8](data) + [4, 5]
        #expect(try model.classify(bytes[3..<bytes.count - 2]) == expected)
        #expect(try model.classify(Data(bytes)[3..<bytes.count - 2]) == expected)
        #expect(try Image.decode(Data(bytes)[3..<bytes.count - 2]).width == Image.decode(data).width)
        #expect(try model.classify(data.lazy.map { $0 }) == expected)
        #expect(try model.embed(data.lazy.map { $0 }) == features)
    }

    @Test(arguments: [Data(), Data([0xFF]), Data([0xFF, 0xD8, 0xFF]), Data("<html>".utf8), Data(count: 100)])
    func whatIsNoPicture(_ bytes: Data) throws {
        let error = #expect(throws: ModelError.self) { try model.classify(bytes) }
        #expect(error?.description.hasPrefix("the picture: ") == true)
        #expect(throws: ModelError.self) { try model.embed([UInt8](bytes)) }
        #expect(throws: ModelError.self) { try model.classify([UInt8](bytes).span) }
        #expect(throws: ImageError.self) { try Image.decode(bytes) }
    }

    @Test func aTruncatedPicture() throws {
        #expect(throws: ModelError.self) { try model.classify(data.prefix(data.count / 2)) }
    }

    @Test func addressesOfNoFile() throws {
        let page = try #require(URL(string: "https://example.com/cat.jpg"))
        let error = #expect(throws: ModelError.self) { try model.classify(contentsOf: page) }
        #expect(error?.description == "https://example.com/cat.jpg: is not the address of a file")
        #expect(throws: ImageError.self) { try Image.decode(contentsOf: page) }
        let missing = Repository.url("Samples/no such picture.jpg")
        #expect(throws: ModelError.self) { try model.embed(contentsOf: missing) }
    }

    @Test func addressesWithSpaces() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "a b %20 é \(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let copy = folder.appending(path: "coffee 1.png")
        try data.write(to: copy)
        #expect(try model.classify(contentsOf: copy) == expected)
    }
}
