import ArgumentParser
import Swiftlet

/// How many threads a run of the network may use.
struct ThreadOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Threads that share a run; by default one for each processor.", valueName: "n"))
    var threads: Int?

    func validate() throws { try Self.check(threads) }

    static func check(_ threads: Int?) throws {
        guard let threads else { return }
        let allowed = 1...EngineConfiguration.maximumThreads
        guard allowed.contains(threads) else {
            throw ValidationError(
                "--threads is \(threads), which is not in \(allowed.lowerBound)…\(allowed.upperBound)")
        }
    }

    /// With what `swiftlet tune` measured here.
    var configuration: EngineConfiguration { EngineConfiguration(threads: threads, tuning: Tuning.table) }
}
