import ArgumentParser
import Swiftlet

/// How the network runs: the number of threads and the precision.
struct ThreadOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Threads that share a run; by default one for each processor.", valueName: "n"))
    var threads: Int?

    @Option(
        help: """
            How activations and weights are stored: float32, or bfloat16 (faster, with about three significant digits) on \
            processors with AVX512_BF16.
            """)
    var precision = Precision.float32

    func validate() throws { try Self.check(threads) }

    static func check(_ threads: Int?) throws {
        guard let threads else { return }
        let allowed = 1...EngineConfiguration.maximumThreads
        guard allowed.contains(threads) else {
            throw ValidationError(
                "--threads is \(threads), which is not in \(allowed.lowerBound)…\(allowed.upperBound)")
        }
    }

    /// Includes the measurements of `swiftlet tune` on this machine.
    var configuration: EngineConfiguration {
        EngineConfiguration(threads: threads, precision: precision, tuning: Tuning.table)
    }
}

extension Precision: ExpressibleByArgument {
}
