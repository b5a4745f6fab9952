import Foundation
import Swiftlet
import TestSupport
import Testing

/// A network is named in one way by every command: in its place, or by `--model`.
@Suite struct NetworkNameTests {
    private static let onnx = Repository.folder.appending(path: "Tests/ONNXTests/Fixtures/rows-dynamo20.onnx").path

    /// Commands with what they need to end soon; the output holds no times.
    @Test(arguments: [["analyze", "--csv"], ["dot"], ["compare", "--csv"]], ["lenet5", onnx])
    func bothFormsSayTheSame(_ command: [String], _ network: String) throws {
        let positional = try Executable.run(command + [network])
        let option = try Executable.run(command + ["--model", network])
        let both = try Executable.run(command + [network, "--model", network])
        #expect(positional.status == 0 && positional.output.count > 50, "\(positional.error)")
        #expect(option.output == positional.output && both.output == positional.output)
    }

    @Test(arguments: [
        ["bench", "--seconds", "0.1"], ["profile", "--runs", "1"], ["lut"],
        ["tune", "--dry-run", "--no-wait", "--seconds", "0.1", "--threads", "1"],
    ])
    func whatIsMeasuredTakesBothToo(_ command: [String]) throws {
        for network in ["lenet5", Self.onnx] {
            for words in [[network], ["--model", network]] {
                let outcome = try Executable.run(command + words + ["--json"])
                #expect(outcome.status == 0, "\(outcome.error)")
                let name = URL(filePath: network).deletingPathExtension().lastPathComponent
                #expect(outcome.output.contains("\(name)"), "\(outcome.output)")
            }
        }
    }

    @Test(arguments: ["analyze", "dot", "bench", "profile", "lut", "run"])
    func twoNetworksAreOneTooMany(_ command: String) throws {
        let files = command == "run" ? ["--input", "x", "--output", "y"] : []
        let outcome = try Executable.run([command, "lenet5", "--model", "alexnet"] + files)
        #expect(outcome.status == 64 && outcome.output.isEmpty)
        #expect(
            outcome.error.hasPrefix(
                "Error: 'lenet5' and --model 'alexnet' are two networks; this command takes one of them\n"),
            "\(outcome.error)")
    }

    @Test(arguments: ["analyze", "dot", "bench", "profile", "pull"])
    func noNetwork(_ command: String) throws {
        let outcome = try Executable.run([command])
        #expect(outcome.status == 64 && outcome.output.isEmpty)
        #expect(outcome.error.hasPrefix("Error: no network is named; give one that 'swiftlet models' lists"))
    }

    /// In the order of the command line's two lists, each once.
    @Test func manyNetworks() throws {
        let outcome = try Executable.run(
            "compare", "lenet5", "--model", "alexnet", "squeezenet1_1", "--model", "lenet5", "--csv")
        let names = outcome.output.split(separator: "\n").dropFirst().map { $0.prefix { $0 != "," } }
        #expect(names == ["lenet5", "squeezenet1_1", "alexnet"])
    }

    @Test func pullTakesNetworksOfTheCatalogue() throws {
        let offline = ["SWIFTLET_OFFLINE": "1"]
        for words in [["lenet5"], ["--model", "lenet5"]] {
            let outcome = try Executable.run(["pull"] + words, environment: offline)
            #expect(outcome.error == "Error: nobody published weights for lenet5 that can be downloaded\n")
        }
        let two = try Executable.run(["pull", "mobilenet_v2", "--model", "resnet18", "--weights-id", "x"])
        #expect(two.status == 64 && two.error.contains("--weights-id is for one network, not for 2"))
    }

    /// What PyTorch's export of the network gives for its own input is held elsewhere; here the two engines' ways agree.
    @Test func runTakesAFile() throws {
        try withTemporaryFolder { folder in
            let values: [Float] = (0..<384).map { Float($0 % 17) / 8 - 1 }
            let input = Tensor(values, shape: [2, 3, 8, 8])
            try Safetensors.write(Weights(["input": input]), to: folder + "/x.safetensors")
            let files = ["--input", folder + "/x.safetensors", "--output", folder + "/y.safetensors"]
            let outcome = try Executable.run(["run", Self.onnx, "--json"] + files)
            #expect(outcome.status == 0, "\(outcome.error)")
            let report = try #require(outcome.objects().first)
            #expect(report["model"] as? String == "rows-dynamo20" && report["input"] as? [Int] == [2, 3, 8, 8])
            let output = try #require(Safetensors.read(contentsOf: folder + "/y.safetensors")["output"])
            #expect(output.shape.extents.first == 2 && output.floats().contains { $0 != 0 })

            let weights = try Executable.run(["run", Self.onnx, "--pretrained"] + files)
            #expect(weights.status == 64 && weights.error.contains("an ONNX file has weights of its own"))
            for extents in [[3, 8, 8], [0, 3, 8, 8], [1, 3, 0, 8], [1, 4, 8, 8]] {
                try Safetensors.write(
                    Weights(["input": Tensor(zeros: Shape(extents))]), to: folder + "/x.safetensors")
                let bad = try Executable.run(["run", Self.onnx] + files)
                #expect(bad.status == 1 && bad.error.hasPrefix("Error: "), "\(extents): \(bad.error)")
            }
        }
    }

    @Test(arguments: [
        (["classify", "--model", onnx, "x.png"], "this command takes no ONNX files"),
        (["pull", onnx], "this command takes no ONNX files"),
        (["dot", Executable.samples + "/README.md"], "whose name does not end in .onnx"),
        (["convert", "--model", "mobilenet_v9", "a.pth", "b.pth"], "No such file"),
    ])
    func filesThatAreNoNetworks(_ arguments: [String], _ words: String) throws {
        let outcome = try Executable.run(arguments)
        #expect(outcome.status == 1 && outcome.error.hasPrefix("Error: ") && outcome.error.contains(words))
    }
}

/// What somebody meant who wrote something else.
@Suite struct MistakenNameTests {
    private let coffee = Executable.samples + "/coffee.png"

    @Test(arguments: ["mobilenet_v2", "MobileNet_V2", "lenet5"])
    func aNetworkInThePlaceOfAPicture(_ name: String) throws {
        let outcome = try Executable.run("classify", name, coffee, "it's.png")
        #expect(outcome.status == 64 && outcome.output.isEmpty)
        let line = "swiftlet classify --model \(name.lowercased()) \(coffee) 'it'\\''s.png'"
        #expect(outcome.error.hasPrefix("Error: \(name) is a network, not a picture: \(line)\n"), "\(outcome.error)")
        let alone = try Executable.run("classify", name)
        #expect(alone.error.contains("picture: swiftlet classify --model \(name.lowercased()) photo.jpg\n"))
    }

    /// A file is a picture, whatever it is called.
    @Test func aPictureCalledLikeANetwork() throws {
        try withTemporaryFolder { folder in
            let outcome = try Executable.shell(
                "cd \"$folder\" && cp \"$coffee\" mobilenet_v2 && \"$swiftlet\" classify mobilenet_v2",
                environment: ["folder": folder, "coffee": coffee])
            #expect(outcome.status == 0 && outcome.output.contains("espresso"), "\(outcome.error)")
        }
    }

    @Test(arguments: [
        (["photo.jpg", "--json"], "photo.jpg is not a command: swiftlet classify photo.jpg --json"),
        ([Executable.samples], "is not a command: swiftlet classify \(Executable.samples)"),
        (["resnet18"], "resnet18 is a network, not a command: swiftlet classify --model resnet18 photo.jpg"),
        (["benc"], "there is no command 'benc'; did you mean 'bench'?"),
        (["quantise"], "there is no command 'quantise'; there are classify, run, models,"),
        (["\u{1B}[31m"], "there is no command '"),
    ])
    func noSuchCommand(_ arguments: [String], _ words: String) throws {
        let outcome = try Executable.run(arguments)
        #expect(outcome.status == 64 && outcome.output.isEmpty)
        #expect(outcome.error.hasPrefix("Error: ") && outcome.error.contains(words), "\(outcome.error)")
        #expect(!outcome.error.contains("\u{1B}"))
    }

    /// The last words are what to paste, and that goes on.
    @Test func noWeights() throws {
        let offline = ["SWIFTLET_OFFLINE": "1"]
        let published = try Executable.run("classify", "--model", "mobilenet_v2", coffee)
        #expect(published.status == 1)
        #expect(published.error.hasSuffix(" after: swiftlet pull mobilenet_v2\n"), "\(published.error)")
        #expect(published.error.contains("--pretrained") && published.error.contains("--weights FILE"))
        // No network to pull from, but weights that could be pulled.
        let pull = try Executable.run("pull", "mobilenet_v2", environment: offline)
        #expect(!pull.error.contains("nobody published"))
        for options in [[], ["--pretrained"]] {
            let none = try Executable.run(["classify", "--model", "lenet5", coffee] + options)
            #expect(none.status == 1)
            #expect(
                none.error
                    == "Error: no weights for lenet5 are embedded, and nobody published any; give a file of them: "
                    + "--weights FILE\n")
        }
    }

    @Test func weightsOfAnotherNetworkThanTheDefault() throws {
        try withTemporaryFolder { folder in
            let weights = Weights(randomFor: try Catalogue.entry("squeezenet1_1").graph())
            try Safetensors.write(weights, to: folder + "/w.safetensors")
            let arguments = ["classify", "--weights", folder + "/w.safetensors", coffee]
            let unnamed = try Executable.run(arguments)
            #expect(unnamed.status == 1)
            #expect(
                unnamed.error.hasSuffix("\ntf_efficientnet_lite0 is the default network; --model names another\n"),
                "\(unnamed.error)")
            let named = try Executable.run(arguments + ["--model", "tf_efficientnet_lite0"])
            #expect(named.status == 1 && !named.error.contains("default network"))
        }
    }
}
