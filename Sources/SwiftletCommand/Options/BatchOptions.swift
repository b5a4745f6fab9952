import ArgumentParser

/// The number of pictures in a run of the network.
struct BatchOptions: ParsableArguments {
    static let allowed = 1...256

    @Option(help: ArgumentHelp("Pictures at a time, 1…256.", valueName: "n"))
    var batch = 1

    func validate() throws {
        guard Self.allowed.contains(batch) else {
            throw ValidationError(
                "--batch is \(batch), which is not in \(Self.allowed.lowerBound)…\(Self.allowed.upperBound)")
        }
    }
}
