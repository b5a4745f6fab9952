import Rainbow
import Swiftlet
import _SwiftletSystem

extension Classification {
    /// The lines for people: the name, then a bar for each class.
    var text: String {
        let times =
            "decode \(time(milliseconds.decode)) · preprocess \(time(milliseconds.preprocess)) · "
            + "inference \(time(milliseconds.inference)) ms"
        var lines = ["\(image.bold)  \(times.dim)"]
        for (rank, prediction) in predictions.enumerated() {
            let label = Format.padded(printable(prediction.label), 28)
            let bar = Format.bar(prediction.probability, width: 30)
            let share = Format.fixed(prediction.probability * 100, 1)
            let padding = String(repeating: " ", count: max(0, 6 - share.count))
            lines.append("  \(rank == 0 ? label.bold : label) \(rank == 0 ? bar.green : bar.cyan)\(padding)\(share) %")
        }
        return lines.joined(separator: "\n")
    }

    private func time(_ milliseconds: Double) -> String { Format.fixed(milliseconds, 1) }
}
