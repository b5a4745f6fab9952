import Foundation
import Swiftlet
import TestSupport
import Testing

@Suite struct CompareTests {
    @Test(arguments: ["compare", "experiment"])
    func helpHasAnExampleAndJSON(_ command: String) throws {
        let outcome = try Executable.run(command, "--help")
        #expect(outcome.status == 0)
        for word in ["Example", "swiftlet \(command) ", "--json", "--html", "--svg", "--threads"] {
            #expect(outcome.output.contains(word), "\(word)")
        }
    }

    private func rows(_ arguments: String...) throws -> [[String: Any]] {
        let outcome = try Executable.run(["compare", "--json"] + arguments)
        #expect(outcome.status == 0, "\(outcome.error)")
        return try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
    }

    @Test func onPaper() throws {
        let rows = try rows("mobilenet_v2", "squeezenet1_1", "mobilenet_v2")
        #expect(rows.compactMap { $0["model"] as? String } == ["mobilenet_v2", "squeezenet1_1"])
        #expect(
            Set(rows[0].keys) == [
                "model", "family", "input", "top1", "parameters", "macs", "flops", "activations", "memory_access_bytes",
                "peak_memory_bytes", "arithmetic_intensity",
            ])
        #expect(rows[0]["macs"] as? Int == 300_774_272 && rows[0]["parameters"] as? Int == 3_504_872)
        #expect(rows[1]["input"] as? [Int] == [1, 3, 224, 224])
    }

    @Test func theWholeCatalogueByDefault() throws {
        let rows = try rows()
        #expect(rows.compactMap { $0["model"] as? String } == Catalogue.entries.map(\.name))
        for (row, entry) in zip(rows, Catalogue.entries) {
            #expect(row["macs"] as? Int == entry.macs && row["parameters"] as? Int == entry.parameters, "\(entry.name)")
        }
    }

    @Test func anotherSize() throws {
        #expect(try rows("mobilenetv1_100", "--size", "128")[0]["macs"] as? Int == 186_400_768)
        #expect(try Executable.run("compare", "mobilenet_v2", "--size", "0").status != 0)
        // A kernel that no longer fits is an error that says where.
        let small = try Executable.run("compare", "alexnet", "--size", "8")
        #expect(small.status == 1 && small.error.contains("alexnet"))
    }

    @Test func commaSeparated() throws {
        let lines = try Executable.run("compare", "mobilenet_v2", "lenet5", "--csv").output.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("model,family,input,top1,parameters,macs,"))
        #expect(lines[1].hasPrefix("mobilenet_v2,MobileNetV2,1×3×224×224,72.154,3504872,300774272,"))
        #expect(Set(lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).count }) == [11])
        #expect(try Executable.run("compare", "lenet5", "--csv", "--json").status != 0)
    }

    @Test func pagesAndPictures() throws {
        try withTemporaryFolder { folder in
            let outcome = try Executable.run(
                "compare", "mobilenet_v2", "resnet18", "--html", folder + "/page.html", "--svg", folder + "/pictures")
            #expect(outcome.status == 0)
            #expect(outcome.output.contains("mobilenet_v2") && outcome.output.contains("MACs (M)"))
            let page = try String(contentsOfFile: folder + "/page.html", encoding: .utf8)
            #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("Accuracy over MACs"))
            let files = try FileManager.default.contentsOfDirectory(atPath: folder + "/pictures").sorted()
            #expect(
                files == ["accuracy-macs.svg", "accuracy-parameters.svg", "macs-by-kind.svg", "memory-by-kind.svg"])
            let nowhere = try Executable.run("compare", "lenet5", "--html", folder + "/no/such/page.html")
            #expect(nowhere.status == 1 && nowhere.error.contains("page.html"))
            let taken = try Executable.run("compare", "lenet5", "--svg", folder + "/page.html")
            #expect(taken.status == 1 && taken.error.contains("cannot be made a folder"))
        }
    }

    @Test func unknownNetwork() throws {
        let outcome = try Executable.run("compare", "mobilenet_v2", "mobilenet_v22")
        #expect(outcome.status == 1)
        #expect(outcome.error.contains("mobilenet_v22") && outcome.output.isEmpty)
    }

    @Test func analysisPage() throws {
        try withTemporaryFolder { folder in
            let outcome = try Executable.run("analyze", "squeezenet1_1", "--html", folder + "/page.html", "--json")
            #expect(outcome.status == 0)
            let page = try String(contentsOfFile: folder + "/page.html", encoding: .utf8)
            #expect(page.contains("<h1>squeezenet1_1</h1>") && page.contains("class=\"tree\""))
        }
    }
}

@Suite struct ExperimentCommandTests {
    @Test func list() throws {
        let outcome = try Executable.run("experiment")
        #expect(outcome.status == 0)
        for experiment in Experiment.all { #expect(outcome.output.contains(experiment.name)) }
        let listed = try Executable.run("experiment", "--list", "--json")
        let rows = try #require(JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [[String: Any]])
        #expect(rows.compactMap { $0["name"] as? String } == Experiment.all.map(\.name))
        #expect(Set(rows[0].keys) == ["name", "title", "question", "paper", "place", "url"])
    }

    @Test func json() throws {
        let outcome = try Executable.run("experiment", "separable", "--no-measure", "--json")
        let report = try #require(outcome.objects().first)
        #expect(Set(report.keys) == ["experiment", "tables", "remarks", "unanswered"])
        let tables = try #require(report["tables"] as? [[String: Any]])
        let rows = try #require(tables[0]["rows"] as? [[String: Any]])
        #expect(rows.prefix(2).compactMap { $0["parameters"] as? Int } == [4608, 656])
        #expect(rows[2]["paper_parameters"] is NSNull)
        let columns = try #require(tables[0]["columns"] as? [[String: String]])
        #expect(Set(columns.compactMap { $0["key"] }) == Set(rows[0].keys))
        #expect(Set(columns.compactMap { $0["origin"] }) == ["setting", "paper", "computed"])
    }

    @Test func table() throws {
        let outcome = try Executable.run("experiment", "bottleneck", "--no-measure")
        #expect(outcome.status == 0)
        for word in ["Bottleneck against inverted residual", "Sandler et al.", "features.17", "MACs (M)"] {
            #expect(outcome.output.contains(word), "\(word)")
        }
    }

    @Test func pagesAndPictures() throws {
        try withTemporaryFolder { folder in
            let outcome = try Executable.run(
                "experiment", "all", "--no-measure", "--json", "--html", folder + "/all.html", "--svg", folder + "/svg")
            #expect(outcome.status == 0)
            #expect(try outcome.objects().count == Experiment.all.count)
            let files = try FileManager.default.contentsOfDirectory(atPath: folder + "/svg")
            for experiment in Experiment.all { #expect(files.contains("\(experiment.name)-1.svg")) }
            let page = try String(contentsOfFile: folder + "/all.html", encoding: .utf8)
            #expect(page.ranges(of: "<section ").count == Experiment.all.count)
        }
    }

    @Test func whatCannotBe() throws {
        let unknown = try Executable.run("experiment", "g9")
        #expect(unknown.status == 1 && unknown.error.contains("relu-collapse"))
        #expect(try Executable.run("experiment", "--html", "/tmp/x.html").status == 1)
        #expect(try Executable.run("experiment", "g1", "--threads", "0").status != 0)
    }
}
