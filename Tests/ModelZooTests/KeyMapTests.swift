import ReferenceExecutor
import SwiftletGraphs
import SwiftletModelZoo
import SwiftletTensors
import Testing

@Suite struct KeyMapTests {
    /// `Tests/Oracles/timm.json` has timm's forms of networks that have torchvision's keys here.
    @Test(arguments: try Oracle.all("timm"))
    func aCheckpointWithTimmsNamesLoads(_ row: OracleRow) throws {
        let entry = try Catalogue.entry(row.model)
        let graph = try entry.graph(
            NetworkOptions(
                height: row.input[2], width: row.input[3], padding: PaddingStyle(rawValue: row.padding),
                batchNormEpsilon: row.batchNormEpsilon[0]))
        let theirs = OracleRule.weights(
            row.state.map { ($0.key, Shape($0.shape)) }, exponents: row.exponents, salt: row.salt)
        let ours = entry.renamed(theirs, for: graph)
        #expect(Set(ours.paths) == Set(graph.parameters.keys))
        #expect(graph.parameters.allSatisfy { ours[$0.key]?.shape == $0.value.shape })
        try OracleCheck.verify(row, of: "timm", graph: graph) { graph, _, input in
            try #require(ReferenceExecutor.run(graph, weights: ours, input: input)["logits"])
        }
    }

    @Test func itsOwnNamesStay() throws {
        let entry = try Catalogue.entry("mobilenet_v2")
        let graph = try entry.graph()
        var weights = OracleRule.weights(for: graph, exponents: [:])
        weights["extra.weight"] = Tensor(zeros: [1])
        #expect(entry.renamed(weights, for: graph).paths == weights.paths)
    }

    @Test func whatHasNoPlaceIsLeftOut() throws {
        let map = try #require(try Catalogue.entry("mobilenet_v2").keyMaps.first)
        #expect(map.naming == .timm)
        #expect(map("blocks.0.0.bn1.running_var") == "features.1.conv.0.1.running_var")
        #expect(map("blocks.1.0.conv_pwl.weight") == "features.2.conv.2.weight")
        #expect(map("bn1.num_batches_tracked") == nil)
        #expect(map("blocks.9.0.bn1.weight") == nil && map("") == nil && map(".") == nil)
    }
}
