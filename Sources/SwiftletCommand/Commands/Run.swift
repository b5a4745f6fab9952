import ArgumentParser
import Swiftlet
import _SwiftletSystem

extension Command {
    struct Run: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run a network on a tensor.",
            discussion: """
                Example:
                  swiftlet run --model mobilenet_v2 --weights mobilenet_v2.pth --input x.safetensors --output y.safetensors

                A plain forward pass: reads the tensor 'input', [batch, channels, height, width] of any batch and any size \
                that the network can take, and writes its logits as the tensor 'output'.
                """)

        @OptionGroup var model: ModelOptions

        @Option(help: ArgumentHelp("The safetensors file to read 'input' from.", valueName: "file"))
        var input: PathArgument

        @Option(name: .customLong("output"), help: ArgumentHelp("The safetensors file to write.", valueName: "file"))
        var outputPath: PathArgument

        @OptionGroup var threads: ThreadOptions
        @OptionGroup var output: OutputOptions

        private struct Report: Encodable {
            let model: String
            let weights: WeightsJSON
            let input: [Int]
            let output: [Int]
            let file: String
            /// Of reading the weights.
            let loadMilliseconds: Double
            /// Of compiling the network and running it once.
            let milliseconds: Double
            /// How many of the output's values are infinite or NaN; absent for none.
            let notFinite: Int?
        }

        func run() throws {
            try OutputPaths.check(outputPath)
            let tensors = try Safetensors.read(contentsOf: input.path)
            guard let tensor = tensors["input"] else {
                let names = tensors.paths.prefix(10).map { "'\(printable($0))'" }.joined(separator: ", ")
                throw CommandError(
                    "\(input.text): has no tensor 'input'" + (names.isEmpty ? "; it is empty" : ", only \(names)"))
            }
            let (model, loading) = try Stopwatch.milliseconds { try self.model.load(threads.configuration) }
            let (logits, milliseconds) = try Stopwatch.milliseconds { try model.logits(tensor) }
            try Safetensors.write(Weights(["output": logits]), to: outputPath.path)
            let bad = logits.floats().count { !$0.isFinite }
            if bad > 0 {
                Terminal.note(
                    "Warning: \(outputPath.text): \(bad) of \(logits.shape.count) values are infinite or not a "
                        + "number; the weights or the input hold such values, or very large ones\n")
            }
            if output.json {
                try Terminal.print(
                    JSON.line(
                        Report(
                            model: model.name, weights: WeightsJSON(model.provenance), input: tensor.shape.extents,
                            output: logits.shape.extents,
                            file: outputPath.text, loadMilliseconds: Stopwatch.rounded(loading),
                            milliseconds: Stopwatch.rounded(milliseconds), notFinite: bad > 0 ? bad : nil)))
            } else {
                try Terminal.print(
                    "\(model.name): \(tensor.shape) → \(logits.shape) in \(outputPath.text), "
                        + "\(Format.fixed(milliseconds, 1)) ms with compilation")
            }
        }
    }
}
