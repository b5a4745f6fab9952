import ChartChecks
import Foundation
import Swiftlet
import Testing

/// What the experiments count, held to what the papers print. Nothing is timed here.
@Suite struct ExperimentTests {
    private func report(_ name: String) throws -> ExperimentReport {
        try Experiment.named(name).run(measures: false)
    }

    private func numbers(_ name: String, table: Int = 0, _ key: String) throws -> [Double] {
        try report(name).tables[table].numbers(key).compactMap { $0 }
    }

    @Test func everyOneRunsWithoutMeasuring() throws {
        #expect(Experiment.all.count == 13)
        #expect(Set(Experiment.all.map(\.name)).count == 13)
        for experiment in Experiment.all {
            let report = try experiment.run(measures: false)
            #expect(report.measurement == nil)
            #expect((report.unanswered == nil) == (experiment.name == "relu-collapse"), "\(experiment.name)")
            #expect(!report.remarks.contains { $0.contains("last column") })
            #expect(!report.tables.isEmpty && !report.charts.isEmpty && !report.remarks.isEmpty)
            #expect(report.tables.allSatisfy { $0.columns.allSatisfy { $0.origin != .measured } })
            #expect(report.tables.allSatisfy { table in table.rows.allSatisfy { $0.count == table.columns.count } })
            for chart in report.charts { #expect(try XMLContents(chart.svg()).elements["svg"] == 1) }
        }
    }

    /// What stands in an experiment's column is all thousands, or all millions.
    @Test func experimentsTablesHaveOneFormatAColumn() throws {
        for experiment in Experiment.all {
            for table in try experiment.run(measures: false).tables {
                let (titles, rows) = table.texts
                #expect(titles.count == table.columns.count && rows.count == table.rows.count)
                for index in titles.indices where table.rows.contains(where: { $0[index].number != nil }) {
                    let cells = rows.map { $0[index] }.filter { $0 != "–" && $0 != "0" && !$0.hasPrefix("<") }
                    let numbers = cells.filter { $0.allSatisfy { "0123456789.,−".contains($0) } }
                    let digits = Set(numbers.map { $0.split(separator: ".").dropFirst().first?.count ?? 0 })
                    #expect(digits.count <= 1, "\(experiment.name), \(titles[index]): \(cells)")
                }
            }
        }
    }

    @Test func unknownNamesAreRefused() {
        #expect(throws: AnalysisError.self) { try Experiment.named("g5") }
        #expect(throws: AnalysisError.self) { try Experiment.g1Named(threads: 0) }
        #expect(throws: AnalysisError.self) { try Experiment.g1Named(threads: 1_000_000) }
        #expect((try? Experiment.named("bottleneck"))?.name == "inverted-residual")
    }

    @Test func separable() throws {
        #expect(try numbers("separable", "parameters").prefix(2) == [4608, 656])
        let shares = try numbers("separable", "share")
        #expect(abs(shares[1] - (1 / 32.0 + 1 / 9.0)) < 1e-12)
        // MobileNets, Table 4.
        for (paper, ours) in [
            ("paper_macs_millions", "macs_millions"), ("paper_parameters_millions", "parameters_millions"),
        ] {
            for (a, b) in zip(try numbers("separable", table: 1, paper), try numbers("separable", table: 1, ours)) {
                #expect(abs(a - b) / a < 0.008, "\(a) \(b)")
            }
        }
    }

    @Test func factorize() throws {
        let table = try report("factorize").tables[0]
        let (paper, share) = (table.numbers("paper_share"), table.numbers("share"))
        #expect(paper.compactMap { $0 }.count == 2)
        for case (let paper?, let share?) in zip(paper, share) { #expect(abs(paper - share) < 0.005) }
        // What stands for a kernel sees as much as it does.
        for row in table.rows { #expect(row[2].text == row[1].text, "\(row[0].text)") }
    }

    @Test func fire() throws {
        #expect(try numbers("fire", "parameters") == numbers("fire", "paper_parameters"))
        let sizes = try report("fire").tables[1]
        let (paper, ours) = (sizes.numbers("paper_megabytes"), sizes.numbers("megabytes"))
        for case (let paper?, let ours?) in zip(paper, ours) { #expect(abs(paper - ours) < 0.6) }
    }

    @Test func invertedResidual() throws {
        let formula = try report("inverted-residual").tables[1]
        #expect(formula.rows.count == 12)
        #expect(formula.numbers("paper_macs") == formula.numbers("macs"))
        let held = try report("inverted-residual").tables[2]
        for case (let paper?, let ours?) in zip(held.numbers("paper_kilobytes"), held.numbers("kilobytes")) {
            #expect(abs(paper - ours) / paper < 0.01)
        }
        // Equal MACs to within a per cent.
        let macs = try numbers("inverted-residual", "macs")
        #expect((macs.max()! - macs.min()!) / macs[0] < 0.01)
    }

    @Test func shuffleConnectsEveryOutputWithEveryInput() throws {
        func dependencies(shuffles: Bool) throws -> [Set<Int>] {
            let graph = try Graph.build("groups", input: [1, 12, 4, 4]) { x in
                let a = x.conv("a", 12, kernel: 1, groups: 3)
                return (shuffles ? a.channelShuffle(groups: 3) : a).conv("b", 12, kernel: 1, groups: 3)
            }
            return graph.channelDependencies()[graph.outputs["logits"]!.index]
        }
        let separate = try dependencies(shuffles: false)
        for (output, inputs) in separate.enumerated() {
            #expect(inputs == Set(output / 4 * 4..<output / 4 * 4 + 4))
        }
        #expect(try dependencies(shuffles: true).allSatisfy { $0 == Set(0..<12) })
        #expect(try numbers("shuffle", "inputs_per_output") == [4, 12])
    }

    @Test func channelDependenciesOfEveryKindOfOperation() throws {
        let graph = try Graph.build("mixed", input: [1, 8, 6, 6]) { x in
            let gate = x.globalAveragePool().conv("gate", 8, kernel: 1).sigmoid()
            let right = (x * gate).slice(4..<8)
            x.slice(0..<4).conv("depthwise", 4, kernel: 3, padding: 1, groups: 4).relu().output("left")
            let joined = concatenate(x.slice(0..<4).maxPool(1), right)
            joined.output("joined")
            return joined.flatten().linear("classes", 2)
        }
        let dependencies = graph.channelDependencies()
        func of(_ name: String) -> [Set<Int>] { dependencies[graph.outputs[name]!.index] }
        #expect(of("left") == (0..<4).map { [$0] })
        // A gate reads all; what it does not scale stays alone.
        #expect(of("joined") == (0..<4).map { [$0] } + (0..<4).map { _ in Set(0..<8) })
        #expect(of("logits") == [Set(0..<8), Set(0..<8)])
    }

    /// Every network of the catalogue: its logits depend on all three colours.
    @Test func channelDependenciesOfTheCatalogue() throws {
        for name in ["shufflenet_g3", "shufflenet_v2_x0_5", "googlenet", "mobilenet_v3_small", "squeezenet1_0"] {
            guard let entry = Catalogue.entries.first(where: { $0.name == name }) else { continue }
            let graph = try entry.graph()
            let logits = graph.channelDependencies()[graph.outputs["logits"]!.index]
            #expect(logits.count == 1000 && logits.allSatisfy { $0 == [0, 1, 2] }, "\(name)")
        }
    }

    @Test func reluCollapse() throws {
        for key in ["error", "shape_error", "lost"] {
            let values = try numbers("relu-collapse", key)
            #expect(values.count == 5)
            #expect(values == values.sorted(by: >), "\(key): \(values)")
        }
        let lost = try numbers("relu-collapse", "lost")
        #expect(lost[0] > 50 && lost[4] < 1)
        // The same every time.
        #expect(try numbers("relu-collapse", "error") == numbers("relu-collapse", "error"))
    }

    @Test func widthAndResolution() throws {
        let table = try report("width-resolution").tables[0]
        var compared = 0
        for case (let paper?, let ours?) in zip(table.numbers("paper_macs_millions"), table.numbers("macs_millions")) {
            // The paper cuts 290.68 to 290.
            #expect(abs(paper - ours) < 1)
            compared += 1
        }
        #expect(compared == 7 && table.rows.count == 16)
        for case (let paper?, let ours?) in zip(
            table.numbers("paper_parameters_millions"), table.numbers("parameters_millions"))
        {
            #expect(abs(paper - ours) < 0.06)
        }
    }

    @Test func theBoundIsMetAtEqualWidths() throws {
        let over = try numbers("g1", "over_bound")
        #expect(over[0] == 1)
        #expect(over == over.sorted() && over[3] > 1.8)
    }

    @Test(arguments: ["g1", "g2", "g3", "g4"])
    func guidelinesHoldTheMACs(_ name: String) throws {
        let report = try report(name)
        let table = report.tables[report.tables.count - 1]
        let (scales, macs) = (table.rows.map { $0[0].text }, table.numbers("macs").compactMap { $0 })
        #expect(scales.count == macs.count)
        for scale in Set(scales) {
            let same = zip(scales, macs).filter { $0.0 == scale }.map(\.1)
            // The papers' widths are rounded: 5 % at most.
            #expect((same.max()! - same.min()!) / same[0] < 0.055, "\(name) \(scale)")
        }
    }

    @Test func groupsMoveMore() throws {
        let elements = try numbers("g2", "elements")
        for start in [0, 4, 8] { #expect(elements[start..<start + 4] == elements[start..<start + 4].sorted()[...]) }
    }

    @Test func compoundScalingGrowsAsItSays() throws {
        let growth = try numbers("compound", table: 1, "growth")
        for (phi, factor) in growth.enumerated() {
            // Rounded channels and repeats add to it, most where networks are small.
            let expected = pow(2, Double(phi))
            #expect(factor >= expected * 0.9 && factor < expected * 1.35, "φ = \(phi): \(factor)")
        }
        let (paper, ours) = (
            try numbers("compound", table: 2, "paper_macs_billions"), try numbers("compound", table: 2, "macs_billions")
        )
        #expect(paper.count == 8)
        for (a, b) in zip(paper, ours) { #expect(abs(a - b) / a < 0.06, "\(a) \(b)") }
    }

    @Test func lateDownsamplingCostsMACsAndNoWeights() throws {
        let parameters = try numbers("late-downsampling", "parameters")
        #expect(Set(parameters) == [1_248_424])
        for key in ["macs", "activations"] {
            let values = try numbers("late-downsampling", key)
            #expect(values == values.sorted() && values[4] > 5 * values[0])
        }
        #expect(try numbers("late-downsampling", "macs")[2] == 818_924_576)
    }
}

extension Experiment {
    fileprivate static func g1Named(threads: Int) throws -> ExperimentReport {
        try named("g1").run(threads: threads, measures: false)
    }
}
