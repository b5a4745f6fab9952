import Swiftlet
import Testing

@Suite struct ComplexityTests {
    @Test(arguments: Catalogue.entries.map(\.name))
    func totalsAreThePublishedOnes(_ name: String) throws {
        let entry = try Catalogue.entry(name)
        let complexity = Complexity(of: try entry.graph())
        #expect(complexity.parameters == entry.parameters)
        #expect(complexity.macs == entry.macs)
        #expect(complexity.flops == 2 * complexity.macs + complexity.elementwiseOperations)
        #expect(Set(complexity.layers.map(\.name)).count == complexity.layers.count)
    }
}
