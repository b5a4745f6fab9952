import Foundation
import TestSupport
import Testing

/// The code of articles is code that is built.
@Suite struct ArticleTests {
    /// A block of Swift in an article, and the file that the text before it named last.
    private struct Block {
        let file: String?
        var lines: [String] = []
    }

    private func blocks(_ article: String) throws -> [Block] {
        var blocks: [Block] = []
        var file: String?
        var isCode = false
        for line in try Repository.lines(article) {
            if line.hasPrefix("```") {
                isCode = line == "```swift"
                if isCode { blocks.append(Block(file: file)) }
            } else if isCode {
                blocks[blocks.count - 1].lines.append(line)
            } else if let path = line.matches(of: #/`((?:Sources|Tests)/[^`]+\.swift)`/#).last {
                file = String(path.1)
            }
        }
        return blocks
    }

    private func code(_ lines: [String]) -> [String] { lines.filter { !$0.isEmpty } }

    /// "Write your own network", put together, is an example that is built and run.
    @Test func theArticleIsTheExample() throws {
        let blocks = try blocks("Sources/Swiftlet/Swiftlet.docc/WriteYourOwnNetwork.md")
        #expect(blocks.count == 5)
        #expect(try code(blocks.flatMap(\.lines)) == code(Repository.lines("Examples/Network/main.swift")))
    }

    /// Every block of "Add an operation" is a part of the file that the article names.
    @Test func theArticleIsTheSources() throws {
        let blocks = try blocks("Sources/SwiftletGraphs/SwiftletGraphs.docc/AddAnOperation.md")
        #expect(blocks.count == 12)
        for block in blocks {
            let text = "\n" + block.lines.joined(separator: "\n") + "\n"
            let file = try #require(block.file)
            #expect(try Repository.text(file).contains(text), "\(file) lacks \(text)")
        }
        // One file and one switch for each of the four that must know an operation.
        #expect(Set(blocks.compactMap(\.file)).count == 8)
    }
}
