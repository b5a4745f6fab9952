import ArgumentParser
import Foundation
import Swiftlet
import _System

extension Command {
    struct Convert: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Convert weights between .pth and .safetensors.",
            discussion: """
                Example:
                  swiftlet convert model.pth model.safetensors --dtype float16 --model tf_efficientnet_lite0

                With --model, the tensors get the network's own names and order, and their shapes are checked; without, \
                every tensor is kept as it is called.
                """)

        @Argument(help: ArgumentHelp("The file to read, .pth or .safetensors.", valueName: "in"))
        var source: PathArgument

        @Argument(help: ArgumentHelp("The file to write, .pth or .safetensors.", valueName: "out"))
        var destination: PathArgument

        @Option(help: "What to round floating-point tensors to; by default they stay as they are.")
        var dtype: FloatingPointType?

        @Option(help: ArgumentHelp("The network that the weights are for.", valueName: "name"))
        var model: String?

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
            var weights = try WeightsFile.read(contentsOf: source.path)
            if let model {
                let network = try Catalogue.entry(model)
                weights = try weights.matched(to: network.graph(), of: network, source: source.text)
            }
            if let dtype { weights = try Self.convert(weights, to: dtype.scalarType, source: source.text) }
            for entry in metadata {
                let split = entry.firstIndex(of: "=")!
                weights.metadata[String(entry[..<split])] = String(entry[entry.index(after: split)...])
            }
            try WeightsFile.write(weights, to: destination.path)
            try report(weights)
        }

        private func report(_ weights: Weights) throws {
            let report = Report(
                input: source.text, output: destination.text, tensors: weights.count,
                scalars: weights.reduce(0) { $0 + $1.value.count },
                bytes: weights.reduce(0) { $0 + $1.value.byteCount })
            try Terminal.print(
                output.json
                    ? JSON.line(report)
                    : "\(destination.text): \(report.tensors) tensors, \(Format.count(report.scalars)) scalars, "
                        + Format.bytes(report.bytes))
        }

        /// Rounds every tensor, and refuses to make an infinity of a number.
        private static func convert(_ weights: Weights, to type: ScalarType, source: String) throws -> Weights {
            let result = weights.converted(to: type)
            for (key, tensor) in result where tensor.scalarType == type && type != .float32 {
                let before = weights[key]!.floats()
                if let lost = zip(before, tensor.floats()).first(where: { $0.isFinite && !$1.isFinite }) {
                    throw CommandError(
                        "\(source): \(Format.printable(key)) holds \(lost.0), which is too large for \(type.rawValue)")
                }
            }
            return result
        }
    }
}
