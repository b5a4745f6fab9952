import Foundation
import Swiftlet
import SwiftletCommand
import TestSupport
import Testing

@Suite struct TuneTests {
    private static let network = "shufflenet_v2_x0_5"

    private static func tune(_ options: String..., cache: String) throws -> Executable.Outcome {
        try Executable.run(["tune"] + options, environment: ["XDG_CACHE_HOME": cache])
    }

    @Test func keepsWhatItFindsAndUsesIt() throws {
        try withTemporaryFolder { cache in
            let outcome = try Self.tune(
                Self.network, "--threads", "1", "--seconds", "0.1", "--no-wait", "--json", cache: cache)
            #expect(outcome.status == 0, "\(outcome.error)")
            let report = try #require(outcome.objects().first)
            let network = try #require((report["networks"] as? [[String: Any]])?.first)
            let layers = try #require(network["layers"] as? [[String: Any]])
            #expect(network["model"] as? String == Self.network && network["threads"] as? Int == 1)
            #expect(layers.count > 10)
            #expect(layers.allSatisfy { ($0["us"] as? Double ?? 0) <= $0["standard_us"] as? Double ?? -1 })
            let path = try #require(report["file"] as? String)
            #expect(path.hasPrefix(cache + "/swiftlet/tuning/"))
            let table = try TuningTable(String(contentsOfFile: path, encoding: .utf8), source: path)
            #expect(table.count == layers.count && table.processor == .current)

            // A second network's findings come on top.
            let second = try Self.tune("squeezenet1_1", "--threads", "1", "--seconds", "0.1", "--no-wait", cache: cache)
            #expect(second.status == 0 && second.output.contains("squeezenet1_1, 1 thread: "))
            let both = try TuningTable(String(contentsOfFile: path, encoding: .utf8), source: path)
            #expect(both.count > table.count && both.merging(table) == both)

            let shown = try Self.tune("--show", cache: cache)
            #expect(shown.status == 0 && shown.output.hasPrefix("swiftlet tuning "))
            let known = try TuningTable(shown.output, source: "--show")
            #expect(known == TuningTable.shipped.merging(both))
            let object = try #require(try Self.tune("--show", "--json", cache: cache).objects().first)
            #expect((object["layers"] as? [String])?.count == known.count)
        }
    }

    @Test func dryRunsKeepNothing() throws {
        try withTemporaryFolder { cache in
            let outcome = try Self.tune(
                Self.network, "--threads", "1", "--seconds", "0.1", "--no-wait", "--dry-run", cache: cache)
            #expect(outcome.status == 0 && outcome.output.hasSuffix("Nothing is kept.\n"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: cache).allSatisfy { $0 != "swiftlet" })
        }
    }

    /// A choice in the user's file is what programs are compiled by; a file that is none is left out, and said so.
    @Test func programsHeedTheFile() throws {
        try withTemporaryFolder { cache in
            let folder = cache + "/swiftlet/tuning"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let path = TuningCache(folder: FilePath(folder)).path.string
            func profile(_ options: String...) throws -> (outcome: Executable.Outcome, tuned: [[String: Any]]) {
                let outcome = try Executable.run(
                    ["profile", "mobilenetv1_100", "--threads", "1", "--runs", "1", "--json"] + options,
                    environment: ["XDG_CACHE_HOME": cache, "SWIFTLET_ISA": "baseline"])
                let steps = try outcome.objects().first?["steps"] as? [[String: Any]] ?? []
                return (outcome, steps.filter { $0["tuned"] as? Bool == true })
            }
            let layer = "baseline t1 convolution 1x1024x1x1 > 1000x1x1 k1x1 s1x1 d1x1 g1"
            let table =
                "swiftlet tuning \(TuningTable.version)\n\(Processor.current)\n"
                + "\(layer): tile-rows=1 panels=3 tile-parts=1 (1.0 us, default 2.0 us)\n"
            try table.write(toFile: path, atomically: true, encoding: .utf8)
            let heeded = try profile()
            #expect(heeded.outcome.status == 0 && heeded.outcome.error.isEmpty)
            #expect(heeded.tuned.count == 1)
            #expect(heeded.tuned.first?["choice"] as? String == "tile-rows=1 panels=3 tile-parts=1")
            #expect(try profile("--no-tuning").tuned.isEmpty)

            for bad in ["", "nonsense", table.replacing("panels=3", with: "panels=99999"), "\u{0}\u{1B}[31m"] {
                try bad.write(toFile: path, atomically: true, encoding: .utf8)
                let refused = try profile()
                #expect(refused.outcome.status == 0)
                #expect(refused.tuned.isEmpty)
                #expect(refused.outcome.error.hasPrefix("Warning: \(path)"), "\(refused.outcome.error)")
                #expect(!refused.outcome.error.contains("\u{1B}"))
            }
        }
    }

    @Test func refusesWhatCannotBe() throws {
        #expect(try Executable.run("tune", "no_such_network").status != 0)
        #expect(try Executable.run("tune", "--threads", "0").status != 0)
        #expect(try Executable.run("tune", "--seconds", "0").status != 0)
        #expect(try Executable.run("tune", "--seconds", "nan").status != 0)
        let both = try Executable.run("tune", "--show", "mobilenet_v2")
        #expect(both.status != 0 && both.error.contains("--show measures nothing; leave 'mobilenet_v2' out"))
        #expect(try Executable.run("tune", "--batch", "0").status != 0)
    }
}

/// How a busy machine is noticed, with made-up counters.
@Suite struct MachineLoadTests {
    private func sample(_ busy: Double, own: Double, at time: Double) -> MachineLoad.Sample {
        MachineLoad.Sample(busy: busy, own: own, time: time)
    }

    @Test func othersAreWhatIsNotOurs() throws {
        let start = sample(100, own: 10, at: 50)
        // Two seconds, of which this process had two processors' worth and others one second in all.
        let busy = try #require(MachineLoad(from: start, to: sample(105, own: 14, at: 52)))
        #expect(busy.others == 0.5 && !busy.isQuiet(processors: 2) && busy.isQuiet(processors: 8))
        #expect(busy.text(processors: 2) == "0.5 of 2 processors")
        let quiet = try #require(MachineLoad(from: start, to: sample(104.1, own: 14, at: 52)))
        #expect(quiet.isQuiet(processors: 2))
        // Ticks are coarse: less than nothing is nothing.
        #expect(try #require(MachineLoad(from: start, to: sample(103.9, own: 14, at: 52))).others == 0)
        #expect(MachineLoad(from: start, to: start) == nil)
    }

    @Test func countersAreRead() {
        func seconds(_ text: String) -> Double? { MachineLoad.Sample.busySeconds(text, ticksPerSecond: 100) }
        // User, nice, system, interrupts and stolen time; not idle (40) nor waiting (5).
        #expect(seconds("cpu  100 10 20 40 5 3 4 7 50 0\ncpu0 1 1 1 1\n") == 1.44)
        #expect(seconds("cpu  100 0 20 40\n") == 1.2)
        for text in [
            "", "cpu\n", "cpu0 1 2 3 4\n", "cpu  1 2 x 4\n", "cpu  1 2 3\n", "cpu  -1 2 3 4\n", "cpu  nan 2 3 4\n",
        ] {
            #expect(seconds(text) == nil, "\(text)")
        }
        #expect(MachineLoad.Sample.busySeconds("cpu  1 2 3 4\n", ticksPerSecond: 0) == nil)
    }
}
