import Foundation
import TestSupport
import Testing

/// Whether a page of the module's documentation shows the very code between the marks in a file of tests.
func expectDocumentation(_ page: String, showsSnippetOf file: String) throws {
    func lines(_ file: URL, _ start: String, _ end: String) throws -> [String] {
        let lines = try String(contentsOf: file, encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }
        let first = try #require(lines.firstIndex(of: start)) + 1
        let last = try #require(lines[first...].firstIndex(of: end))
        return lines[first..<last].filter { !$0.isEmpty }
    }
    let tests = URL(filePath: file)
    let shown = try lines(
        Repository.url("Sources/SwiftletAnalysis/SwiftletAnalysis.docc/\(page)"), "<!-- snippet -->",
        "<!-- end of snippet -->"
    )
    #expect(shown == ["```swift"] + (try lines(tests, "// snippet", "// end of snippet")) + ["```"])
}
