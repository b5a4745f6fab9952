import Foundation
import Swiftlet
import TestSupport
import Testing

/// A JPEG of 512×512 pixels, which was once decoded at half its size because that is the next resize's.
@Suite struct PictureDecodingTests {
    private let path = Repository.path("Tests/ModelTests/Fixtures/astronaut_512.jpg")

    @Test func filesAreDecodedWhole() throws {
        let model = try Model(named: "tf_efficientnet_lite0")
        let best = try #require(try model.classify(contentsOf: path, top: 1).first)
        #expect(best.label == "football helmet")
        // 0.161, as the same pixels from a PNG give.
        #expect(abs(best.probability - 0.161) < 0.001)
        let image = try Image.decode(contentsOf: path)
        #expect(image.shortSide == 512)
        #expect(try model.classify(image, top: 1).first?.probability == best.probability)
        #expect(model.decoding.minimumShortSide == nil)
        #expect(try Image.decode(contentsOf: path, options: model.decoding).shortSide == 512)
    }

    /// What the documentation of the fast way says.
    @Test func fastDecodingKeepsThreeTimesTheResize() throws {
        let model = try Model(named: "tf_efficientnet_lite0")
        #expect(model.fastDecoding.minimumShortSide == 3 * model.preprocessing.resizeShortSide)
        #expect(try Image.decode(contentsOf: path, options: model.fastDecoding).shortSide == 512)
    }

    @Test(arguments: [1, 2, 3, 5])
    func probabilitiesDoNotDependOnThreads(threads: Int) throws {
        let model = try Model(named: "tf_efficientnet_lite0", configuration: .init(threads: 4))
        let other = model.with(threads: threads)
        #expect(other.configuration.threads == threads && model.configuration.threads == 4)
        let image = try Image.decode(contentsOf: path)
        let expected = try model.classify(image, top: 1000).map(\.probability)
        #expect(try other.classify(image, top: 1000).map(\.probability) == expected)
    }
}
