import Foundation
import Swiftlet
import TestSupport
import Testing

@Suite struct ClassifyTests {
    private static let names = ["astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg"]

    @Test(arguments: [1, 3])
    func aFolderAsJSON(batch: Int) throws {
        let outcome = try Executable.run("classify", "--json", "--batch", "\(batch)", "--top", "3", Executable.samples)
        #expect(outcome.status == 0)
        #expect(outcome.error.isEmpty)
        let objects = try outcome.objects()
        #expect(
            objects.compactMap { ($0["image"] as? String).map { URL(filePath: $0).lastPathComponent } } == Self.names)
        for object in objects {
            #expect(Set(object.keys) == ["image", "model", "weights", "predictions", "milliseconds"])
            #expect(object["model"] as? String == "tf_efficientnet_lite0")
            #expect(object["weights"] as? [String: String] == ["id": "embedded", "identified_by": "embedded"])
            let times = try #require(object["milliseconds"] as? [String: Double])
            #expect(Set(times.keys) == ["decode", "preprocess", "inference"])
            #expect(times.values.allSatisfy { $0 > 0 })
            let predictions = try #require(object["predictions"] as? [[String: Any]])
            #expect(predictions.count == 3)
            #expect(predictions.allSatisfy { Set($0.keys) == ["index", "label", "probability"] })
        }
        // The library reads what is printed, and writes it back byte for byte.
        for line in outcome.output.split(separator: "\n") {
            let record = try JSONDecoder().decode(Classification.self, from: Data(line.utf8))
            #expect(try record.json() == line)
        }
        let best = objects.compactMap { ($0["predictions"] as? [[String: Any]])?.first?["label"] as? String }
        #expect(best == ["football helmet", "tiger cat", "espresso", "missile"])
    }

    @Test func forPeople() throws {
        let outcome = try Executable.run("classify", Executable.samples + "/coffee.png")
        #expect(outcome.status == 0)
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 6)
        #expect(lines[0].contains("coffee.png") && lines[0].contains("inference"))
        #expect(lines[1].contains("espresso") && lines[1].contains("█") && lines[1].contains("%"))
        #expect(!outcome.output.contains("\u{1B}"), "no colour but on a terminal")
    }

    @Test func standardInput() throws {
        let outcome = try Executable.run("classify", "-", "--json", input: Executable.samples + "/coffee.png")
        #expect(outcome.status == 0)
        #expect(try outcome.objects()[0]["image"] as? String == "-")
        #expect(outcome.output.contains("espresso"))
        #expect(try Executable.run("classify", "-", "-").status != 0)
        #expect(try Executable.run("classify", "-").error.contains("standard input"))
    }

    /// The good ones in order, a line for each bad one, exit status 1.
    @Test func badPicturesDoNotStopTheOthers() throws {
        try withTemporaryFolder { folder in
            let good = Executable.samples
            let bytes = try Data(contentsOf: URL(filePath: good + "/chelsea.png"))
            try Data().write(to: URL(filePath: folder + "/empty.jpg"))
            try Data("no picture".utf8).write(to: URL(filePath: folder + "/renamed.webp"))
            try bytes.prefix(20_000).write(to: URL(filePath: folder + "/truncated.png"))
            try Data(lyingPNG(width: 60_000, height: 60_000)).write(to: URL(filePath: folder + "/lying.png"))
            let bad = ["empty.jpg", "renamed.webp", "truncated.png", "lying.png", "absent.png"]
            for batch in ["1", "4"] {
                let outcome = try Executable.run(
                    ["classify", "--json", "--batch", batch, good + "/coffee.png"] + bad.map { folder + "/" + $0 }
                        + [good + "/rocket.jpg"])
                #expect(outcome.status == 1)
                let images = try outcome.objects().compactMap { $0["image"] as? String }
                #expect(images == [good + "/coffee.png", good + "/rocket.jpg"])
                let errors = outcome.error.split(separator: "\n")
                #expect(errors.count == bad.count)
                for (line, name) in zip(errors, bad) {
                    #expect(line.hasPrefix("Error: \(folder)/\(name): "))
                    #expect(line.count > "Error: \(folder)/\(name): ".count + 5)
                }
            }
        }
    }

    /// A picture whose file is damaged behind its pixels, by the default and by --strict.
    @Test func damageIsAWarning() throws {
        try withTemporaryFolder { folder in
            let bytes = try Data(contentsOf: URL(filePath: Executable.samples + "/coffee.png"))
            let path = folder + "/cut.png"
            try bytes.dropLast(12).write(to: URL(filePath: path))
            let outcome = try Executable.run("classify", "--json", path)
            #expect(outcome.status == 0)
            let object = try outcome.objects()[0]
            #expect((object["warnings"] as? [String])?.count == 1)
            #expect(outcome.output.contains("espresso"))
            #expect(outcome.error.hasPrefix("Warning: \(path): truncated PNG"))
            let strict = try Executable.run("classify", "--json", "--strict", path)
            #expect(strict.status == 1)
            #expect(strict.output.isEmpty)
            #expect(strict.error.hasPrefix("Error: \(path): truncated PNG"))
        }
    }

    /// The probabilities, the order and the failures do not depend on how a list is spread over threads.
    @Test func aLongListIsSpread() throws {
        let samples = Self.names.map { Executable.samples + "/" + $0 }
        let list = (0..<5).flatMap { _ in samples + ["absent.png"] }
        func lines(_ options: [String]) throws -> [String] {
            let outcome = try Executable.run(["classify", "--json", "--top", "3"] + options + list)
            #expect(outcome.status == 1)
            #expect(outcome.error.split(separator: "\n").count == 5)
            return try outcome.objects().map { object in
                let predictions = try #require(object["predictions"] as? [[String: Any]])
                return
                    "\(object["image"] ?? "") \(predictions.map { "\($0["index"] ?? "") \($0["probability"] ?? "")" })"
            }
        }
        let alone = try lines(["--threads", "1"])
        #expect(alone.count == 20)
        for options in [["--threads", "2"], ["--threads", "7"], ["--threads", "3", "--batch", "2"], []] {
            #expect(try lines(options) == alone, "\(options)")
        }
    }

    @Test func pixelLimit() throws {
        let picture = Executable.samples + "/coffee.png"
        let small = try Executable.run("classify", picture, "--max-pixels", "200k")
        #expect(small.status == 1)
        #expect(small.error.contains("pixels are more than the limit of 200000"))
        for limit in ["108M", "200M", "300000"] {
            #expect(try Executable.run("classify", picture, "--max-pixels", limit, "--fast-decode").status == 0)
        }
        for limit in ["0", "-1", "3G", "x"] {
            #expect(try Executable.run("classify", picture, "--max-pixels", limit).status != 0)
        }
    }

    @Test func aFolderWithoutPictures() throws {
        try withTemporaryFolder { folder in
            let outcome = try Executable.run("classify", folder)
            #expect(outcome.status == 1)
            #expect(outcome.error.contains(folder))
            #expect(outcome.output.isEmpty)
        }
    }

    @Test(arguments: [
        ["--top", "0"], ["--top", "1001"], ["--top", "x"], ["--threads", "0"], ["--threads", "1025"], ["--batch", "0"],
        ["--batch", "257"], ["--model", "mobilenet_v2"], ["--weights", "absent.pth"], [],
    ])
    func badOptions(_ options: [String]) throws {
        let picture = options.isEmpty ? [] : [Executable.samples + "/coffee.png"]
        let outcome = try Executable.run(["classify"] + options + picture)
        #expect(outcome.status != 0)
        #expect(outcome.error.hasPrefix("Error: "))
        #expect(outcome.output.isEmpty)
    }

    @Test func anUnknownModelSuggestsTheNearest() throws {
        let outcome = try Executable.run("classify", "--model", "tf_efficientnet_light0", "x.png")
        #expect(outcome.status == 1)
        #expect(outcome.error.contains("'tf_efficientnet_lite0'"))
    }

    @Test func aFullDiskIsAFailure() throws {
        let process = Process()
        process.executableURL = URL(filePath: Executable.path)
        process.arguments = ["models"]
        process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == 1)
    }
}
