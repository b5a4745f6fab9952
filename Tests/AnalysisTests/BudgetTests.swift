import Foundation
import Swiftlet
import Testing

/// The example of Analysis' documentation is the body of this test, and passes.
@Suite struct BudgetTests {
    @Test func aNetworkKeepsItsBudget() throws {
        // snippet
        let graph = try Catalogue.entry("mobilenet_v3_large").graph()
        let complexity = Complexity(of: graph)
        #expect(complexity.macs <= 300_000_000, "too many for the phone")
        #expect(complexity.peakMemoryBytes <= 8 << 20)
        for layer in complexity.layers where layer.kind == .dense {
            #expect(layer.window?.kernel == 3, "\(layer.name) has a large dense kernel")
        }
        // end of snippet
    }

    @Test func theDocumentationShowsThisVeryCode() throws {
        func lines(_ file: URL, _ start: String, _ end: String) throws -> [String] {
            let lines = try String(contentsOf: file, encoding: .utf8)
                .split(separator: "\n", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            let first = try #require(lines.firstIndex(of: start)) + 1
            let last = try #require(lines[first...].firstIndex(of: end))
            return lines[first..<last].filter { !$0.isEmpty }
        }
        let here = URL(filePath: #filePath)
        let package = here.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let page = package.appending(path: "Sources/Analysis/Analysis.docc/Analysis.md")
        let shown = try lines(page, "<!-- snippet -->", "<!-- end of snippet -->")
        #expect(shown == ["```swift"] + (try lines(here, "// snippet", "// end of snippet")) + ["```"])
    }
}
