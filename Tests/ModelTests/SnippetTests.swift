import Foundation
import Swiftlet
import TestSupport
import Testing

/// The library snippet of the README is this function's body, and works.
@Suite struct SnippetTests {
    func snippet(_ path: String) throws -> ([Prediction], [Float]) {
        // snippet
        let model = try Model(named: "tf_efficientnet_lite0")
        let image = try Image.decode(contentsOf: path)
        let predictions = try model.classify(image, top: 5)
        for prediction in predictions {
            print(prediction.label, prediction.probability)
        }
        let features = try model.embed(image)  // 1,280 numbers: close for pictures that look alike
        // end of snippet
        return (predictions, features)
    }

    @Test func theReadmeShowsThisVeryCode() throws {
        func lines(_ file: String, _ start: String, _ end: String) throws -> [String] {
            let text = try String(contentsOf: URL(filePath: file), encoding: .utf8)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            let first = try #require(lines.firstIndex(of: start)) + 1
            let last = try #require(lines[first...].firstIndex(of: end))
            return lines[first..<last].filter { !$0.isEmpty }
        }
        let readme = Repository.path("README.md")
        let shown = try lines(readme, "<!-- snippet -->", "<!-- end of snippet -->")
        let tested = try lines(#filePath, "// snippet", "// end of snippet")
        #expect(shown == ["```swift", "import Swiftlet"] + tested + ["```"])
        #expect(shown.count - 2 < 10)
    }

    @Test func itWorks() throws {
        let (predictions, features) = try snippet(Photographs.path("coffee.png"))
        #expect(predictions[0].label == "espresso")
        #expect(features.count == 1280)
    }
}
