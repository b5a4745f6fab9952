import ArgumentParser
import Swiftlet

extension Command {
    struct Roof: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "roofline",
            abstract: "Measure what this machine can reach.",
            discussion: """
                Example:
                  swiftlet roofline

                The peak of the matrix product in GFLOP/s and the streams of each level of memory in GB/s, for one thread \
                up to one for each processor, and what each kind of layer reaches over a grid of shapes. Measured once, on \
                an idle machine if possible, and kept in the cache folder: 'swiftlet analyze --measure' predicts from it.
                """)

        @OptionGroup var threads: ThreadOptions

        @Flag(help: "Measure again what is known.")
        var refresh = false

        @OptionGroup var output: OutputOptions

        func run() throws {
            let counts = threads.threads.map { [$0] } ?? Self.counts
            let roofline = try RooflineCache(.selected()).roofline(threads: counts, refresh: refresh)
            if output.json {
                try Terminal.print(JSON.line(roofline))
            } else {
                try Terminal.print(Self.table(roofline, counts))
            }
        }

        /// 1, 2, 4, … and the number of processors.
        private static var counts: [Int] {
            let processors = EngineConfiguration.processors
            return Array(Set([1, 2, 4, 8, 16, 32, 64, 128].filter { $0 < processors } + [processors])).sorted()
        }

        private static func table(_ roofline: Swiftlet.Roofline, _ counts: [Int]) -> String {
            struct Row {
                let threads: String
                let what: String
                let rate: String
                let read: String
                let ridge: String
            }
            var rows: [Row] = []
            for ceilings in roofline.threads where counts.contains(ceilings.threads) {
                rows.append(
                    Row(
                        threads: "\(ceilings.threads)", what: "peak",
                        rate: Format.fixed(ceilings.peakGigaflops, 0) + " GFLOP/s", read: "", ridge: ""))
                for level in ceilings.bandwidths {
                    rows.append(
                        Row(
                            threads: "", what: "\(level.level), \(NumberText.bytes(level.bytes))",
                            rate: Format.fixed(level.copy, 1) + " GB/s",
                            read: Format.fixed(level.read, 1) + " GB/s",
                            ridge: Format.fixed(ceilings.ridge(of: level), 1)))
                }
            }
            var table = Table(rows: rows.count)
            table.add(number: "threads", rank: 0, rows.map(\.threads))
            table.add("roof", rank: 0, rows.map(\.what))
            table.add(number: "rate", rank: 0, rows.map(\.rate))
            table.add(number: "reads only", rank: 2, rows.map(\.read))
            table.add(number: "ridge FLOP/B", rank: 1, rows.map(\.ridge))
            let roofs = table.text()
            return "\(roofline.machine.processor), \(roofline.instructionSet)\n\n\(roofs)\n\n\(kinds(roofline, counts))"
        }

        /// The rates of a typical layer of each kind, from the measured grid.
        private static func kinds(_ roofline: Swiftlet.Roofline, _ counts: [Int]) -> String {
            typealias Kind = (name: String, unit: String, rate: (KernelCeilings) -> Double)
            let kinds: [Kind] = [
                ("pointwise, 128 → 128 channels at 14×14", "GFLOP/s", { $0.matrixProduct.rate(at: [128, 128, 196]) }),
                ("pointwise, 16 → 96 channels at 56×56", "GFLOP/s", { $0.matrixProduct.rate(at: [16, 96, 3136]) }),
                ("dense 3×3, 64 → 64 channels at 28×28", "GFLOP/s", { $0.dense3x3.rate(at: [64, 64, 28]) }),
                ("depthwise 3×3, 240 channels at 14×14", "GFLOP/s", { $0.depthwise["3/1"]?.rate(at: [240, 14]) ?? 0 }),
                ("depthwise 5×5, 240 channels at 14×14", "GFLOP/s", { $0.depthwise["5/1"]?.rate(at: [240, 14]) ?? 0 }),
                ("linear, 512 → 256", "GFLOP/s", { $0.matrixProduct.rate(at: [512, 256, 1]) }),
                ("ReLU of 20,000 elements", "G elements/s", { $0.elementwise["relu"]?.rate(at: [20_000]) ?? 0 }),
                ("SiLU of 20,000 elements", "G elements/s", { $0.elementwise["silu"]?.rate(at: [20_000]) ?? 0 }),
            ]
            let measured = roofline.threads.filter { counts.contains($0.threads) }
            var table = Table(rows: kinds.count)
            table.add("layer", rank: 0, kinds.map(\.name))
            for (index, ceilings) in measured.enumerated() {
                let threads = ceilings.threads == 1 ? "1 thread" : "\(ceilings.threads) threads"
                table.add(
                    number: threads, rank: index, kinds.map { Format.fixed($0.rate(ceilings.kernels), 1) })
            }
            table.add("unit", rank: 0, kinds.map(\.unit))
            return table.text()
        }
    }
}
