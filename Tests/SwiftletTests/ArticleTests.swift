import Foundation
import TestSupport
import Testing

/// The article "Write your own network" shows an example that is built and run: its Swift, put together, is the example's file.
@Suite struct ArticleTests {
    private func code(_ lines: [String]) -> [String] { lines.filter { !$0.isEmpty } }

    @Test func theArticleIsTheExample() throws {
        var blocks: [[String]] = []
        var isCode = false
        for line in try Repository.lines("Sources/Swiftlet/Swiftlet.docc/WriteYourOwnNetwork.md") {
            if line.hasPrefix("```") {
                isCode = line == "```swift"
                if isCode { blocks.append([]) }
            } else if isCode {
                blocks[blocks.count - 1].append(line)
            }
        }
        #expect(blocks.count == 5)
        #expect(try code(blocks.flatMap { $0 }) == code(Repository.lines("Examples/Network/main.swift")))
    }
}
