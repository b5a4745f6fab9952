import ArgumentParser
import Foundation
import Swiftlet

extension Command {
    struct Bench: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Measure how fast a network runs here.",
            discussion: """
                Example:
                  swiftlet bench mobilenet_v2 --threads 1 --json
                  swiftlet bench mobilenet_v2 --tasks 2

                Times whole runs after a warm-up, the copy of the pictures into the network's input included. The speed \
                does not depend on the weights: without --weights or --pretrained they are the embedded ones, or random where there are \
                none.

                With --tasks, so many callers run one program at once, by default with one thread each. It is measured in \
                turns with a single caller: what that gives is the speed-up, which can be no more than the number of processors.
                """)

        @OptionGroup var network: MeasuredNetwork

        @Option(help: ArgumentHelp("Callers that run the network at once, 1…256.", valueName: "n"))
        var tasks = 1

        @Option(
            help: ArgumentHelp(
                "How long runs are timed, 0.1…600, after a warm-up of a quarter of a second.", valueName: "s"))
        var seconds = 1.0

        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard (1...256).contains(tasks) else { throw ValidationError("--tasks is \(tasks), which is not in 1…256") }
            guard (0.1...600).contains(seconds) else {
                throw ValidationError("--seconds is \(seconds), which is not in 0.1…600")
            }
        }

        func run() throws {
            let (program, origin) = try network.compile(threads: tasks > 1 ? 1 : nil)
            let report = Report(
                try Self.measure(program, for: .seconds(seconds)), program, origin,
                tasks: tasks > 1 ? try Throughput(of: program, tasks: tasks) : nil)
            try Terminal.print(output.json ? JSON.line(report) : report.table)
        }

        /// The sorted milliseconds of each run, after a warm-up. Runs fill the duration, and there are at least 20. For
        /// a slow network they fill at most ten times the duration, and there are at least 3.
        private static func measure(_ program: Program, for duration: Duration) throws -> [Double] {
            let picture = try MeasuredNetwork.picture(for: program)
            func run() throws {
                try program.run { input in
                    input.fill(with: picture)
                } read: { _ in
                }
            }
            let clock = ContinuousClock()
            let start = clock.now
            var warmUps = 0
            while clock.now - start < .milliseconds(250) || (warmUps < 3 && clock.now - start < .seconds(3)) {
                try run()
                warmUps += 1
            }
            var times: [Double] = []
            let begin = clock.now
            func isEnough() -> Bool {
                let elapsed = clock.now - begin
                return times.count >= 3 && (elapsed > duration * 10 || (times.count >= 20 && elapsed > duration))
            }
            while !isEnough() { times.append(try Stopwatch.milliseconds(run).1) }
            return times.sorted()
        }
    }
}

extension Command.Bench {
    private struct Report: Encodable {
        let model: String
        /// Where the weights come from.
        let weights: String
        let provenance: Provenance.Record
        /// `[batch, channels, height, width]`
        let input: [Int]
        let minMs: Double
        let medianMs: Double
        let p90Ms: Double
        let imagesPerSecond: Double
        let threads: Int
        let batch: Int
        let isa: String
        let precision: String
        let runs: Int
        /// The number of simultaneous callers; absent for one.
        let tasks: Int?
        let tasksImagesPerSecond: Double?
        /// The callers' images a second divided by one caller's.
        let tasksSpeedup: Double?

        init(_ times: [Double], _ program: Program, _ provenance: Provenance, tasks throughput: Throughput?) {
            func quantile(_ share: Double) -> Double { times[Int(share * Double(times.count - 1) + 0.5)] }
            model = program.name
            weights = provenance.file ?? provenance.identification.rawValue
            self.provenance = Provenance.Record(provenance)
            input = program.inputShape.extents
            minMs = Stopwatch.rounded(times[0])
            medianMs = Stopwatch.rounded(quantile(0.5))
            p90Ms = Stopwatch.rounded(quantile(0.9))
            batch = program.inputShape.batch
            imagesPerSecond = (Double(batch) / quantile(0.5) * 1e6).rounded() / 1e3
            threads = program.threads
            isa = program.instructionSet.rawValue
            precision = program.precision.rawValue
            runs = times.count
            tasks = throughput?.tasks
            tasksImagesPerSecond = throughput.map { ($0.imagesPerSecond * 1e3).rounded() / 1e3 }
            tasksSpeedup = throughput.map { ($0.speedup * 1e3).rounded() / 1e3 }
        }

        var table: String {
            var table = Table(rows: 1)
            table.add("network", rank: 0, [model])
            table.add("input", rank: 5, [input.map(String.init).joined(separator: "×")])
            table.add(number: "threads", rank: 3, ["\(threads)"])
            table.add("ISA", rank: 6, [isa])
            table.add("precision", rank: 7, [precision])
            table.add(number: "min ms", rank: 2, [Format.fixed(minMs, 3)])
            table.add(number: "median ms", rank: 0, [Format.fixed(medianMs, 3)])
            table.add(number: "p90 ms", rank: 4, [Format.fixed(p90Ms, 3)])
            table.add(number: "images/s", rank: 1, [Format.fixed(imagesPerSecond, 1)])
            table.add("weights", rank: 8, [weights])
            let row = table.text()
            guard let tasks, let tasksImagesPerSecond, let tasksSpeedup else { return row }
            return """
                \(row)
                \(tasks) tasks at once: \(Format.fixed(tasksImagesPerSecond, 1)) images/s, \
                \(Format.fixed(tasksSpeedup, 2))× those of one
                """
        }
    }
}
