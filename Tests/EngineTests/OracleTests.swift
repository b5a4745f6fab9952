import ReferenceExecutor
import SwiftletEngine
import SwiftletModelZoo
import Testing

/// Networks against the logits of their PyTorch implementations.
@Suite struct OracleTests {
    @Test(arguments: ["tf_efficientnet_lite0", "mobilenet_v2"], InstructionSet.available)
    func meetsTheOracle(model: String, set: InstructionSet) throws {
        let row = try Oracle.row(model)
        for threads in 1...3 {
            for batch in [1, 2, 5] {
                let graph = try Catalogue.entry(model).graph(NetworkOptions(batch: batch))
                try OracleCheck.verify(row, graph: graph) { graph, weights, input in
                    let configuration = EngineConfiguration(threads: threads, instructionSet: set)
                    let program = try Program(graph, weights: weights, configuration: configuration)
                    return try program.run(input)["logits"]!
                }
            }
        }
    }

    /// Without fusion, networks that have every kind of fusion.
    @Test(arguments: ["mobilenet_v2", "shufflenet_v2_x0_5", "mobilenet_v3_small", "ghostnet_100"])
    func meetsTheOracleWithoutFusion(model: String) throws {
        let row = try Oracle.row(model)
        let graph = try Catalogue.entry(model).graph(NetworkOptions(height: row.input[2], width: row.input[3]))
        try OracleCheck.verify(row, graph: graph) { graph, weights, input in
            let configuration = EngineConfiguration(threads: 2, fusion: false)
            let program = try Program(graph, weights: weights, configuration: configuration)
            #expect(
                program.stepSources.allSatisfy {
                    !$0.label.contains("→") && !$0.label.contains("+") && !$0.label.contains("scaled")
                })
            return try program.run(input)["logits"]!
        }
    }

    /// Every catalogue network with an oracle, under the best instruction set.
    @Test(arguments: try! Oracle.all().filter { row in Catalogue.entries.contains { $0.name == row.model } })
    func meetsEveryOracle(row: OracleRow) throws {
        let graph = try Catalogue.entry(row.model).graph(
            NetworkOptions(height: row.input[2], width: row.input[3]))
        try OracleCheck.verify(row, graph: graph) { graph, weights, input in
            let program = try Program(graph, weights: weights, configuration: EngineConfiguration(threads: 2))
            return try program.run(input)["logits"]!
        }
    }
}
