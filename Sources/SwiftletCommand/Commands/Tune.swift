import ArgumentParser
import Foundation
import Swiftlet
import _SwiftletSystem

extension Command {
    struct Tune: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Measure the fastest way to compute each layer here.",
            discussion: """
                Examples:
                  swiftlet tune mobilenet_v2 --threads 1
                  swiftlet tune --show
                  swiftlet tune mobilenet_v2 --dry-run --json

                Without names, tunes networks that are made for small machines. \
                Takes a few seconds for each network, in which the machine should have nothing else to do: where other \
                programs are busy it waits, for a minute at most, and keeps nothing that was measured beside them. What is \
                faster than the default by 3 % each time it is measured goes to a file of this user's for this model of \
                processor, and every later run of swiftlet heeds it. Times that the processor cannot reach are left out. Results of networks do not change, but for the last digits.
                """)

        @OptionGroup var networks: NetworkArguments

        @Option(
            help: ArgumentHelp("Threads that share a run; by default 1, and one for each processor.", valueName: "n"))
        var threads: Int?

        @Option(
            help: ArgumentHelp("How long each network runs, about; longer where the machine is busy.", valueName: "s"))
        var seconds = 3.0

        @Flag(help: "Measure, but keep nothing.")
        var dryRun = false

        @Flag(
            name: .customLong("no-wait"),
            help: "Measure at once, however busy the machine is, and keep what that gives.")
        var isImpatient = false

        @Flag(help: "Measure nothing; print what is known of this processor.")
        var show = false

        @OptionGroup var batch: BatchOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            try ThreadOptions.check(threads)
            guard (0.1...3600).contains(seconds) else {
                throw ValidationError("--seconds is \(seconds), which is not in 0.1…3600")
            }
            let others = [
                dryRun ? "--dry-run" : nil, isImpatient ? "--no-wait" : nil, threads == nil ? nil : "--threads",
                networks.named.first.map { "'\($0.text)'" },
            ]
            if show, let other = others.compactMap({ $0 }).first {
                throw ValidationError("--show measures nothing; leave \(other) out")
            }
        }

        func run() throws {
            let cache = try TuningCache()
            if show {
                let table = try cache.merged()
                return try Terminal.print(
                    output.json
                        ? JSON.line(Known(table, path: cache.path.printable))
                        : "\(table)".trimmingCharacters(in: .newlines))
            }
            if !dryRun { try OutputPaths.checkFolder(cache.path.folder) }
            let named = try networks.named.map { try NamedNetwork($0) }
            let all = try named.isEmpty ? Self.lightweight.map { .catalogue(try CatalogueEntry.named($0)) } : named
            var found = TuningTable()
            var reports: [Report] = []
            for network in all {
                for threads in threads.map({ [$0] }) ?? Set([1, EngineConfiguration.processors]).sorted() {
                    if !isImpatient { _ = QuietMachine().wait() }
                    let start = MachineLoad.Sample.now()
                    let findings = try measure(network, threads: threads, known: found)
                    let end = MachineLoad.Sample.now()
                    let load = start.flatMap { start in end.flatMap { MachineLoad(from: start, to: $0) } }
                    let isKept = isImpatient || load?.isQuiet() ?? true
                    if isKept { for finding in findings { found.add(finding) } }
                    let report = Report(network.name, threads: threads, findings, load: load, isKept: isKept)
                    reports.append(report)
                    if !output.json { try Terminal.print(report.text) }
                }
            }
            if !dryRun, reports.contains(where: \.kept) {
                try cache.add(found)
            }
            if output.json {
                try Terminal.print(JSON.line(Outcome(file: dryRun ? nil : cache.path.printable, networks: reports)))
            } else {
                let isEmpty = dryRun || !reports.contains(where: \.kept)
                try Terminal.print(isEmpty ? "Nothing is kept." : "Kept in \(cache.path.printable)")
            }
            let spoilt = reports.filter { !$0.kept }.map { "\($0.model) on \($0.threads)" }
            if !spoilt.isEmpty {
                throw CommandError(
                    "other programs kept the machine busy, so that nothing is kept of \(spoilt.joined(separator: ", ")); "
                        + "tune again when it is idle, or keep such measurements with --no-wait")
            }
        }

        private func measure(
            _ network: NamedNetwork, threads: Int, known: TuningTable
        ) throws -> [Tuner.Finding] {
            let (graph, file) = try network.graph(batch: batch.batch)
            let configuration = EngineConfiguration(threads: threads, tuning: known)
            let weights = try file?.weights ?? Weights.random(fittingFor: graph)
            // Refuses a network that does not fit in memory.
            _ = try Program.compiled(graph, weights: weights, output: "logits", configuration: configuration)
            var bar: ProgressBar?
            defer { bar?.hide() }
            let tuner = Tuner(graph, weights: weights, configuration: configuration, duration: .seconds(seconds))
            return try tuner.run { _, total in
                if bar == nil { bar = ProgressBar(total: total, unit: "rounds of \(network.name)") }
                bar?.advance(by: 1, redraw: true)
            }
        }

        /// Networks for small machines, one of each kind.
        static let lightweight = [
            "squeezenet1_0", "squeezenet1_1", "mobilenetv1_100", "mobilenet_v2", "mobilenet_v3_large",
            "mobilenet_v3_small", "mnasnet1_0", "shufflenet_v2_x0_5", "shufflenet_v2_x1_0", "efficientnet_b0",
            "tf_efficientnet_lite0", "fbnetc_100", "ghostnet_100", "mobilenetv4_conv_small",
        ]
    }
}

extension Command.Tune {
    private struct Outcome: Encodable {
        /// The file of the findings; nil if they are not kept.
        let file: String?
        let networks: [Report]
    }

    private struct Known: Encodable {
        let file: String
        let processor: String
        let layers: [String]

        init(_ table: TuningTable, path: String) {
            file = path
            processor = "\(table.processor)"
            layers = "\(table)".split(separator: "\n").dropFirst(2).map(String.init)
        }
    }

    private struct Report: Encodable {
        struct Layer: Encodable {
            let layer: String
            let count: Int
            let choice: String
            let standard: String
            let us: Double
            let standardUs: Double

            init(_ finding: Tuner.Finding) {
                layer = "\(finding.layer)"
                count = finding.count
                choice = "\(finding.choice)"
                standard = "\(finding.expected)"
                us = Stopwatch.rounded(finding.microseconds)
                standardUs = Stopwatch.rounded(finding.defaultMicroseconds)
            }
        }

        let model: String
        let threads: Int
        /// The time of the layers that earlier networks do not have.
        let ms: Double
        let standardMs: Double
        let layers: [Layer]
        /// Other programs' load meanwhile, in processors; nil if unknown.
        let others: Double?
        /// Whether the load was low enough to keep the measurement.
        let kept: Bool

        init(_ model: String, threads: Int, _ findings: [Tuner.Finding], load: MachineLoad?, isKept: Bool) {
            others = load.map { Stopwatch.rounded($0.others) }
            kept = isKept
            self.model = model
            self.threads = threads
            ms = findings.reduce(0) { $0 + Double($1.count) * $1.microseconds } / 1000
            standardMs = findings.reduce(0) { $0 + Double($1.count) * $1.defaultMicroseconds } / 1000
            layers = findings.map(Layer.init)
        }

        var text: String {
            let faster = layers.filter { $0.choice != "default" }
            let summary =
                "\(model), \(threads) thread\(threads == 1 ? "" : "s"): \(faster.count) of \(layers.count) layers faster, "
                + "\(Format.fixed(standardMs, 3)) → \(Format.fixed(ms, 3)) ms"
                + (kept ? "" : ", while others were busy: not kept")
            guard !faster.isEmpty else { return summary }
            var table = Table(rows: faster.count)
            table.add(number: "gain", rank: 0, faster.map { Format.fixed(100 * ($0.standardUs / $0.us - 1), 1) + " %" })
            table.add(number: "default µs", rank: 3, faster.map { Format.fixed($0.standardUs, 1) })
            table.add(number: "µs", rank: 1, faster.map { Format.fixed($0.us, 1) })
            table.add(number: "times", rank: 5, faster.map { "\($0.count)" })
            table.add(
                "layer", rank: 0, faster.map { $0.layer.split(separator: " ").dropFirst(2).joined(separator: " ") })
            table.add("default", rank: 4, faster.map(\.standard))
            table.add("choice", rank: 2, faster.map(\.choice))
            return table.text() + "\n" + summary
        }
    }
}
