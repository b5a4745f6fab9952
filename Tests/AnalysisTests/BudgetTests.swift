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
        try expectDocumentation("SwiftletAnalysis.md", showsSnippetOf: #filePath)
    }
}
