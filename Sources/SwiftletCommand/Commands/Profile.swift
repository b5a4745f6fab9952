import ArgumentParser
import Foundation
import Swiftlet

extension Command {
    struct Profile: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show where a network's time goes.",
            discussion: """
                Example:
                  swiftlet profile mobilenet_v2 --threads 1

                Times every fused step of the engine: its share, its rate beside the peak that the kernels reach here, \
                the memory traffic that it cannot avoid, and the layers that it stands for. --trace writes the steps in \
                Chrome's trace format, for Perfetto (ui.perfetto.dev).
                """)

        @OptionGroup var network: MeasuredNetwork

        @Option(help: ArgumentHelp("Runs to take the medians of.", valueName: "n"))
        var runs = 50

        @Option(help: ArgumentHelp("Write a trace for Perfetto.", valueName: "file"))
        var trace: PathArgument?

        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard (1...100_000).contains(runs) else {
                throw ValidationError("--runs is \(runs), which is not in 1…100000")
            }
        }

        func run() throws {
            try OutputPaths.check(trace)
            let (program, provenance) = try network.compile()
            let picture = try MeasuredNetwork.picture(for: program)
            let steps = try program.profile(runs: runs) { $0.fill(with: picture) }
            let peak =
                try program.instructionSet.measuredPeak(program.precision)
                * Double(min(program.threads, EngineConfiguration.processors))
            let report = Report(program, provenance, steps, peak: peak)
            if let trace {
                let events = Array(try report.chromeTrace().utf8)
                try AtomicFile.write(to: trace.path) { writer throws(FormatError) in
                    try writer.write(events)
                }
            }
            try Terminal.print(output.json ? JSON.line(report) : report.table)
        }
    }
}

extension Command.Profile {
    struct Report: Encodable {
        struct Step: Encodable {
            let step: String
            let layers: [String]
            /// How the layer is computed; nil if there is only one way.
            let choice: String?
            /// Whether a measurement made the choice.
            let tuned: Bool
            let ms: Double
            let share: Double
            let macs: Int
            let bytes: Int
            let gigaflops: Double
            let shareOfPeak: Double
            let gigabytesPerSecond: Double
        }

        let model: String
        let weights: Provenance.Record
        let threads: Int
        let isa: String
        let precision: String
        /// `[batch, channels, height, width]`
        let input: [Int]
        let ms: Double
        let gigaflops: Double
        let peakGigaflops: Double
        let steps: [Step]

        init(_ program: Program, _ provenance: Provenance, _ profile: [StepProfile], peak: Double) {
            let total = profile.reduce(0) { $0 + $1.milliseconds }
            model = program.name
            weights = Provenance.Record(provenance)
            threads = program.threads
            isa = program.instructionSet.rawValue
            precision = program.precision.rawValue
            input = program.inputShape.extents
            ms = total
            gigaflops = 2 * Double(profile.reduce(0) { $0 + $1.macs }) / (total * 1e6)
            peakGigaflops = peak
            steps = profile.map { step in
                Step(
                    step: step.label, layers: step.layers, choice: step.choice, tuned: step.isTuned,
                    ms: step.milliseconds, share: step.milliseconds / total,
                    macs: step.macs, bytes: step.bytes, gigaflops: step.gigaflops,
                    shareOfPeak: step.gigaflops / peak, gigabytesPerSecond: step.gigabytesPerSecond)
            }
        }

        var table: String {
            func rate(_ step: Step, _ text: String) -> String { step.macs == 0 ? "–" : text }
            var table = Table(rows: steps.count)
            table.add(number: "ms", rank: 0, steps.map { Format.fixed($0.ms, 3) })
            table.add(number: "share", rank: 1, steps.map { Format.fixed(100 * $0.share, 1) + " %" })
            table.add(number: "GFLOP/s", rank: 4, steps.map { rate($0, Format.fixed($0.gigaflops, 0)) })
            table.add(number: "of peak", rank: 3, steps.map { rate($0, Format.fixed(100 * $0.shareOfPeak, 0) + " %") })
            table.add(number: "GB/s", rank: 5, steps.map { Format.fixed($0.gigabytesPerSecond, 1) })
            table.add("step", rank: 2, steps.map { $0.step + ($0.tuned ? " *" : "") })
            table.add("layers", rank: 0, steps.map { Self.abridged($0.layers) })
            let rows = table.text()
            let note = steps.contains(where: \.tuned) ? "* as 'swiftlet tune' measured it to be fastest\n" : ""
            return """
                \(rows)
                \(note)\
                \(model): \(Format.fixed(ms, 3)) ms, \(Format.fixed(gigaflops, 0)) GFLOP/s, \
                \(Format.fixed(100 * gigaflops / peakGigaflops, 0)) % of the \(Format.fixed(peakGigaflops, 0)) that \
                \(isa) kernels reach in \(precision) on \(threads) thread\(threads == 1 ? "" : "s")
                """
        }

        /// As many layers as fit in a line.
        private static func abridged(_ layers: [String]) -> String {
            let text = layers.joined(separator: " + ")
            return text.count <= 60 ? text : text.prefix(59) + "…"
        }

        /// A run with every step's median time, as complete events of Chrome's trace format, in microseconds.
        func chromeTrace() throws -> String {
            struct Event: Encodable {
                let name: String
                let cat: String
                let ph = "X"
                let ts: Double
                let dur: Double
                let pid = 1
                let tid = 1
                let args: [String: String]
            }
            var start = 0.0
            let events = steps.map { step in
                defer { start += step.ms * 1000 }
                return Event(
                    name: step.layers.first ?? step.step, cat: step.step, ts: start, dur: step.ms * 1000,
                    args: [
                        "layers": step.layers.joined(separator: " + "),
                        "GFLOP/s": Format.fixed(step.gigaflops, 1), "GB/s": Format.fixed(step.gigabytesPerSecond, 1),
                    ])
            }
            return try JSON.line(["traceEvents": events])
        }
    }
}
