import Foundation
import Rainbow
import Swiftlet
import _SwiftletSystem

/// What `classify` found in a picture, as its JSON has it.
struct Classification: Encodable {
    struct Class: Encodable {
        let index: Int
        let label: String
        let probability: Double
    }

    /// Wall-clock times; of a batch's inference, the picture's share.
    struct Milliseconds: Encodable {
        let decode: Double
        let preprocess: Double
        let inference: Double
    }

    /// The path, as text.
    let image: String
    let model: String
    let weights: WeightsJSON
    let predictions: [Class]
    let milliseconds: Milliseconds
    /// What is wrong with the file; absent if nothing is.
    let warnings: [String]?
}

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

/// The clock of all that is measured.
enum Stopwatch {
    static func milliseconds<R>(_ body: () throws -> R) rethrows -> (R, Double) {
        let start = ContinuousClock.now
        let result = try body()
        return (result, (ContinuousClock.now - start) / .milliseconds(1))
    }

    /// To the microsecond, which is what the clock is good for.
    static func rounded(_ milliseconds: Double) -> Double { (milliseconds * 1000).rounded() / 1000 }
}
