import ReferenceExecutor
import SwiftletGraphs
import SwiftletModelZoo
import SwiftletTensors
import Testing

@Suite struct ReparameterizationTests {
    // Parameters and MACs: counted in timm's `reparameterize_model` of the same networks.
    @Test(arguments: [("mobileone_s0", 2_078_504, 275_110_400), ("repvgg_a0", 8_309_384, 1_361_451_008)])
    func theFoldedFormMeetsTheOracle(_ name: String, _ parameters: Int, _ macs: Int) throws {
        let row = try Oracle.row(name)
        let trained = try #require(try Catalogue.entry(name).architecture as? any Reparameterizable)
        var folded = trained
        folded.isReparameterized = true
        let graph = try folded.graph(name: name)
        #expect(graph.parameterCount == parameters && graph.macs == macs)
        #expect(graph.parameters.keys.contains("stages.0.0.reparam_conv.bias"))
        #expect(graph.nodes.allSatisfy { $0.operation != .add })

        try OracleCheck.verify(row, graph: try Catalogue.entry(name).graph()) { _, weights, input in
            let weights = try trained.reparameterize(weights)
            #expect(Set(weights.paths) == Set(graph.parameters.keys))
            return try #require(ReferenceExecutor.run(graph, weights: weights, input: input)["logits"])
        }
    }

    @Test func aMissingWeightIsNamed() throws {
        let network = try #require(try Catalogue.entry("repvgg_a0").architecture as? any Reparameterizable)
        var weights = OracleRule.weights(for: try network.graph(name: "repvgg_a0"), exponents: [:])
        weights["stages.1.0.conv_1x1.bn.running_var"] = nil
        let error = #expect(throws: GraphError.self) { try network.reparameterize(weights) }
        #expect(
            error?.description
                == "stages.1.0.conv_1x1.bn.running_var: is missing; it must be 96")
        weights["stages.1.0.conv_1x1.bn.running_var"] = Tensor(zeros: [95])
        #expect(throws: GraphError.self) { try network.reparameterize(weights) }
    }
}
