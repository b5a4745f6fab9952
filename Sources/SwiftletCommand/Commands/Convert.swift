import ArgumentParser
import Foundation
import Swiftlet
import _SwiftletSystem

extension Command {
    struct Convert: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Convert weights between .pth and .safetensors.",
            discussion: """
                Example:
                  swiftlet convert model.pth model.safetensors --dtype float16 --model tf_efficientnet_lite0

                With --model, the tensors get the network's own names and order, and their shapes are checked; without, \
                every tensor is kept as it is called.

                Of a training checkpoint the state dict is taken, and of that the moving average (EMA) where there is one; \
                what was chosen and what was left out is said on standard error. Nothing in a checkpoint is executed.

                The names of classes that stand beside the weights are kept: in .safetensors as the metadata's entry \
                'labels', a JSON list; in .pth as a list 'labels' beside the state dict, which is then called 'state_dict'.
                """)

        @Argument(help: ArgumentHelp("The file to read, .pth or .safetensors.", valueName: "in"))
        var source: PathArgument

        @Argument(help: ArgumentHelp("The file to write, .pth or .safetensors.", valueName: "out"))
        var destination: PathArgument

        @Option(help: "What to round floating-point tensors to; by default they stay as they are.")
        var dtype: FloatingPointType?

        @Option(
            help: ArgumentHelp("The network that the weights are for.", valueName: "name"), completion: .networks)
        var model: PathArgument?

        @OptionGroup var selection: CheckpointArguments

        @Option(
            help: ArgumentHelp(
                "The names of the classes: a line each, a JSON list, or a JSON object from number to name.",
                valueName: "file"))
        var labels: PathArgument?

        @Option(
            help: ArgumentHelp(
                "Text to store in a .safetensors file beside the tensors; may be repeated.", valueName: "key=value"))
        var metadata: [String] = []

        @OptionGroup var output: OutputOptions

        enum FloatingPointType: String, ExpressibleByArgument, CaseIterable {
            case float32, float16, bfloat16

            var scalarType: ScalarType { ScalarType(rawValue: rawValue)! }
        }

        private struct Report: Encodable {
            let input: String
            let output: String
            let tensors: Int
            let scalars: Int
            let bytes: Int
            /// The number of class names written.
            let labels: Int
            let movingAverage: Bool
            let notes: [String]
            let leftOut: [String]
        }

        func validate() throws {
            for entry in metadata where !entry.dropFirst().contains("=") {
                throw ValidationError("--metadata '\(entry)' is not of the form key=value")
            }
            for entry in metadata where !ArgumentBytes.isText(entry) {
                throw ValidationError("--metadata '\(entry)' is not UTF-8")
            }
        }

        func run() throws {
            try OutputPaths.check(destination)
            var checkpoint = try WeightsFile.open(contentsOf: source.path, options: selection.options)
            if let labels { checkpoint.labels = try ClassLabels.read(contentsOf: labels.path) }
            var weights = checkpoint.weights
            if let model {
                let network = try NamedNetwork.entry(model)
                let fitted = try network.fitted(to: checkpoint, file: source.path)
                weights = fitted.weights
                // After conversion the keys no longer tell which library the weights come from.
                checkpoint.notes = fitted.provenance.notes
                if let id = fitted.provenance.id, id != "embedded" {
                    weights.metadata[CatalogueEntry.metadataKey] = id
                    checkpoint.notes.append("Weights: \(fitted.provenance.finding).")
                }
            }
            if let dtype { weights = try Self.convert(weights, to: dtype.scalarType, source: source.text) }
            for entry in metadata {
                let split = entry.firstIndex(of: "=")!
                weights.metadata[String(entry[..<split])] = String(entry[entry.index(after: split)...])
            }
            checkpoint.weights = weights
            if checkpoint.labels != nil, WeightsFile.isCheckpoint(destination.path) {
                checkpoint.notes.append(
                    "Wrote the names of the classes as 'labels' beside the state dict, which is 'state_dict'.")
            }
            try WeightsFile.write(weights, to: destination.path, labels: checkpoint.labels)
            try report(checkpoint)
        }

        private func report(_ checkpoint: Checkpoint) throws {
            let weights = checkpoint.weights
            let report = Report(
                input: source.text, output: destination.text, tensors: weights.count,
                scalars: weights.reduce(0) { $0 + $1.value.count },
                bytes: weights.reduce(0) { $0 + $1.value.byteCount }, labels: checkpoint.labels?.count ?? 0,
                movingAverage: checkpoint.isMovingAverage, notes: checkpoint.notes, leftOut: checkpoint.leftOut)
            for note in checkpoint.notes { Terminal.note("\(source.text): \(note)\n") }
            try Terminal.print(
                output.json
                    ? JSON.line(report)
                    : "\(destination.text): \(report.tensors) tensors, \(NumberText.count(report.scalars)) scalars, "
                        + NumberText.bytes(report.bytes))
        }

        /// Rounds every tensor, and refuses to turn a number into an infinity.
        private static func convert(_ weights: Weights, to type: ScalarType, source: String) throws -> Weights {
            let counts = weights.lazy.filter { $0.value.scalarType != type }.map(\.value.count)
            let made = Int.saturatingProduct(counts.reduce(0) { $0.addingSaturating($1) }, type.size)
            // A tensor's values before and after are compared as floats.
            let compared = Int.saturatingProduct(counts.max() ?? 0, 2, MemoryLayout<Float>.size)
            try AvailableMemory.require(
                made.addingSaturating(compared), by: source, for: "the conversion to \(type.rawValue)")
            let result = weights.converted(to: type)
            for (key, tensor) in result where tensor.scalarType == type && type != .float32 {
                let before = weights[key]!.floats()
                if let lost = zip(before, tensor.floats()).first(where: { $0.isFinite && !$1.isFinite }) {
                    throw CommandError(
                        "\(source): \(printable(key)) holds \(lost.0), which is too large for \(type.rawValue)")
                }
            }
            return result
        }
    }
}
