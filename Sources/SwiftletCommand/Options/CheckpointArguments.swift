import ArgumentParser
import Swiftlet

/// Chooses the weights in a checkpoint that holds several sets.
struct CheckpointArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The state dict's key in a checkpoint that holds several, dots between the keys that lead there.",
            valueName: "path"))
    var key: String?

    @Flag(
        inversion: .prefixedNo,
        help: """
            Take the moving average (EMA) of a checkpoint's weights, or the weights themselves; by default the average if there \
            is one.
            """)
    var ema: Bool?

    var options: CheckpointOptions {
        CheckpointOptions(movingAverage: ema.map { $0 ? .required : .never } ?? .automatic, key: key)
    }

    /// Whether the user chose nothing.
    var isEmpty: Bool { key == nil && ema == nil }
}
