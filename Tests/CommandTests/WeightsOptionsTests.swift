import Foundation
import Swiftlet
import TestSupport
import Testing

/// Files of weights as people have them: fine-tuned, wrapped, published, or of something else.
@Suite struct WeightsOptionsTests {
    private let network = "mobilenet_v3_small"
    private let picture = Executable.samples + "/coffee.png"

    /// A network of ten classes with random weights, under a prefix, with the names of its classes in the file.
    private func fineTuned(_ folder: String, prefix: String = "model.", labels: [String]? = nil) throws -> String {
        let graph = try Catalogue.entry(network).graph(NetworkOptions(classes: 10))
        let path = folder + "/w.safetensors"
        try WeightsFile.write(Weights(randomFor: graph).renamed { prefix + $0 }, to: path, labels: labels)
        return path
    }

    @Test func aFineTunedNetworkNamesItsOwnClasses() throws {
        try withTemporaryFolder { folder in
            let path = try fineTuned(folder, labels: (0..<10).map { "flower \($0)" })
            let outcome = try Executable.run(
                "classify", "--model", network, "--weights", path, "--top", "10", "--json", picture)
            #expect(outcome.status == 0, "\(outcome.error)")
            let object = try #require(outcome.objects().first)
            let predictions = try #require(object["predictions"] as? [[String: Any]])
            #expect(predictions.count == 10)
            for class_ in predictions {
                #expect(class_["label"] as? String == "flower \(class_["index"] as? Int ?? -1)")
            }
            let weights = try #require(object["weights"] as? [String: Any])
            #expect(weights["file"] as? String == path && weights["prefix"] as? String == "model.")
            #expect(weights["id"] as? String == "torchvision.IMAGENET1K_V1")
            #expect(weights["identified_by"] as? String == "keys")
            let lines = outcome.error.split(separator: "\n").map(String.init)
            #expect(lines.contains("\(path): The keys begin with 'model.'."))
            #expect(
                lines.contains {
                    $0.hasPrefix(
                        "\(path): taken for torchvision.IMAGENET1K_V1, by the names of the keys; --weights-id takes")
                })

            let told = try Executable.run(
                "classify", "--model", network, "--weights", path, "--weights-id", "torchvision.IMAGENET1K_V1", picture)
            #expect(told.status == 0 && !told.error.contains("taken for"))
        }
    }

    @Test func aFileOfLabels() throws {
        try withTemporaryFolder { folder in
            let path = try fineTuned(folder)
            func classify(_ labels: String) throws -> Executable.Outcome {
                try Data(labels.utf8).write(to: URL(filePath: folder + "/labels"))
                return try Executable.run(
                    "classify", "--model", network, "--weights", path, "--labels", folder + "/labels", "--top", "10",
                    picture)
            }
            let names = (0..<10).map { "name-\($0)" }
            let object = "{" + names.enumerated().map { "\"\($0)\": \"\($1)\"" }.joined(separator: ",") + "}"
            for text in [
                names.joined(separator: "\r\n"), "[" + names.map { "\"\($0)\"" }.joined(separator: ",") + "]", object,
            ] {
                let outcome = try classify(text)
                #expect(outcome.status == 0, "\(outcome.error)")
                #expect(names.allSatisfy { outcome.output.contains($0) })
            }
            let nine = try classify(names.dropLast().joined(separator: "\n"))
            #expect(nine.status == 1)
            #expect(nine.error.contains("Error: \(folder)/labels: 9 labels, but \(network) has 10 classes"))
            #expect(try classify("[1, 2]").status == 1)
            #expect(try classify("").status == 1)
        }
    }

    @Test func classesWithoutNamesAndFewerThanFive() throws {
        try withTemporaryFolder { folder in
            let graph = try Catalogue.entry(network).graph(NetworkOptions(classes: 3))
            try Safetensors.write(Weights(randomFor: graph), to: folder + "/w.safetensors")
            let arguments = ["classify", "--model", network, "--weights", folder + "/w.safetensors", picture]
            let outcome = try Executable.run(arguments)
            #expect(outcome.status == 0 && outcome.output.split(separator: "\n").count == 4)
            for index in 0..<3 { #expect(outcome.output.contains("class \(index)")) }
            let many = try Executable.run(arguments + ["--top", "4"])
            #expect(many.status == 1 && many.error.contains("has 3 classes"))
        }
    }

    @Test func benchAndRunTakeThemToo() throws {
        try withTemporaryFolder { folder in
            let path = try fineTuned(folder, prefix: "module._orig_mod.")
            let bench = try Executable.run("bench", network, "--weights", path, "--size", "32x64", "--json")
            #expect(bench.status == 0, "\(bench.error)")
            let report = try #require(bench.objects().first)
            #expect(report["weights"] as? String == path && report["input"] as? [Int] == [1, 3, 32, 64])
            let provenance = try #require(report["provenance"] as? [String: Any])
            #expect(provenance["identified_by"] as? String == "keys")
            try Safetensors.write(
                Weights(["input": Tensor([Float](repeating: .nan, count: 3 * 64 * 64), shape: [1, 3, 64, 64])]),
                to: folder + "/x.safetensors")
            let run = try Executable.run(
                "run", "--model", network, "--weights", path, "--input", folder + "/x.safetensors", "--output",
                folder + "/y.safetensors", "--json")
            #expect(run.status == 0)
            let values = try #require(run.objects().first)
            #expect(values["output"] as? [Int] == [1, 10])
            let bad = values["not_finite"] as? Int ?? 0
            #expect(bad > 0)
            #expect(run.error.contains("y.safetensors: \(bad) of 10 values are infinite or not a number"))
        }
    }

    @Test func listsEndAfterTenKeysOfAKind() throws {
        try withTemporaryFolder { folder in
            let weights = Weights(randomFor: try Catalogue.entry("squeezenet1_1").graph())
            try Safetensors.write(weights, to: folder + "/w.safetensors")
            let count = try Catalogue.entry(network).graph().parameters.count
            let arguments = ["classify", "--model", network, "--weights", folder + "/w.safetensors", picture]
            let short = try Executable.run(arguments)
            #expect(short.status == 1)
            #expect(short.error.contains("  missing     … and \(count - 10) more; --verbose lists all\n"))
            #expect(short.error.contains("  unexpected  … and \(weights.count - 10) more; --verbose lists all\n"))
            #expect(short.error.split(separator: "\n").count == 1 + 2 * 11)
            let long = try Executable.run(arguments + ["--verbose"])
            #expect(long.status == 1 && long.error.split(separator: "\n").count == 1 + count + weights.count)
        }
    }

    @Test func twoNetworksInAFile() throws {
        try withTemporaryFolder { folder in
            let weights = Weights(randomFor: try Catalogue.entry(network).graph())
            var both = weights.renamed { "a." + $0 }
            for (key, tensor) in weights { both["b." + key] = tensor }
            try Safetensors.write(both, to: folder + "/w.safetensors")
            let arguments = ["classify", "--model", network, "--weights", folder + "/w.safetensors", picture]
            let outcome = try Executable.run(arguments)
            #expect(outcome.status == 1)
            #expect(outcome.error.hasSuffix("more than once, under 'a.' and 'b.'; --prefix says which to take\n"))
            #expect(try Executable.run(arguments + ["--prefix", "b."]).status == 0)
        }
    }

    @Test func whatConvertWritesStaysWhatItWas() throws {
        try withTemporaryFolder { folder in
            let path = try fineTuned(folder)
            let converted = folder + "/c.safetensors"
            #expect(try Executable.run("convert", path, converted, "--model", network).status == 0)
            let object = try #require(
                Executable.run("classify", "--model", network, "--weights", converted, "--json", picture).objects()
                    .first)
            let weights = try #require(object["weights"] as? [String: Any])
            #expect(weights["identified_by"] as? String == "metadata")
            #expect(weights["id"] as? String == "torchvision.IMAGENET1K_V1" && weights["prefix"] == nil)
        }
    }

    @Test(arguments: ["0", "-1", "axb", "12x", "x12", "1x2x3", "160x0", "", " ", "9999999999999999999", "1e3", "٣"])
    func sizesThatCannotBe(_ text: String) throws {
        for command in [
            ["bench", network], ["analyze", network], ["classify", picture], ["compare", network], ["dot", network],
        ] {
            let outcome = try Executable.run(command + ["--size", text])
            #expect(outcome.status != 0 && outcome.output.isEmpty)
            #expect(
                outcome.error.hasPrefix("Error: The value '\(text)' is invalid for '--size <pixels>': "),
                "\(outcome.error)")
        }
    }

    @Test func rectangles() throws {
        let analysis = try Executable.run("analyze", network, "--size", "160x224", "--json").objects()
        #expect(analysis.first?["input"] as? [Int] == [1, 3, 160, 224])
        let compared = try Executable.run("compare", "mobilenet_v2", "--size", "160×224", "--csv")
        #expect(compared.output.contains("1×3×160×224"))
        let classified = try Executable.run("classify", "--size", "160x224", "--json", picture).objects()
        #expect(classified.count == 1)
        #expect(try Executable.run("classify", "--size", "4097", picture).error.contains("at most 4096 pixels"))
    }

    /// 72.154 was published for 224 pixels.
    @Test func accuraciesStandAtTheirOwnSizeOnly() throws {
        func top1(_ options: String...) throws -> String? {
            let lines = try Executable.run(["compare", "mobilenet_v2", "--csv"] + options).output.split(separator: "\n")
            return lines.last?.split(separator: ",", omittingEmptySubsequences: false)[3].description
        }
        #expect(try top1() == "72.154")
        #expect(try top1("--size", "224") == "72.154")
        #expect(try top1("--size", "64") == "")
        #expect(try top1("--size", "224x192") == "")
    }
}
