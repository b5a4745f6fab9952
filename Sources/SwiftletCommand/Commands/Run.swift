import ArgumentParser
import Swiftlet
import SwiftletONNX
import _SwiftletSystem

extension Command {
    struct Run: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run a network on a tensor.",
            discussion: """
                Examples:
                  swiftlet run mobilenet_v2 --weights mobilenet_v2.pth --input x.safetensors --output y.safetensors
                  swiftlet run exported.onnx --input x.safetensors --output y.safetensors

                A plain forward pass: reads the tensor 'input', [batch, channels, height, width] of any batch and any size \
                that the network can take, and writes its logits as the tensor 'output'. \
                Without a network, \(Defaults.network) is run, whose weights are embedded.
                """)

        @OptionGroup var network: NetworkArgument
        @OptionGroup var weights: WeightsOptions

        @Option(help: ArgumentHelp("The safetensors file to read 'input' from.", valueName: "file"))
        var input: PathArgument

        @Option(name: .customLong("output"), help: ArgumentHelp("The safetensors file to write.", valueName: "file"))
        var outputPath: PathArgument

        @OptionGroup var threads: ThreadOptions
        @OptionGroup var output: OutputOptions

        private struct Report: Encodable {
            let model: String
            let weights: Provenance.Record
            let input: [Int]
            let output: [Int]
            let file: String
            /// The time to read the weights.
            let loadMilliseconds: Double
            /// The time to compile the network and run it once.
            let milliseconds: Double
            /// The number of infinities and NaNs in the output; absent if there are none.
            let notFinite: Int?
        }

        func validate() throws {
            if let named = network.named { try weights.check(for: named) }
        }

        func run() throws {
            try OutputPaths.check(outputPath)
            let tensors = try Safetensors.read(contentsOf: input.path)
            guard let tensor = tensors["input"] else {
                let names = tensors.paths.prefix(10).map { "'\(printable($0))'" }.joined(separator: ", ")
                throw CommandError(
                    "\(input.text): has no tensor 'input'" + (names.isEmpty ? "; it is empty" : ", only \(names)"))
            }
            let (model, loading) = try Stopwatch.milliseconds { try load(for: tensor) }
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
                            model: model.name, weights: Provenance.Record(model.provenance),
                            input: tensor.shape.extents,
                            output: logits.shape.extents,
                            file: outputPath.text, loadMilliseconds: Stopwatch.rounded(loading),
                            milliseconds: Stopwatch.rounded(milliseconds), notFinite: bad > 0 ? bad : nil)))
            } else {
                try Terminal.print(
                    "\(model.name): \(tensor.shape) → \(logits.shape) in \(outputPath.text), "
                        + "\(Format.fixed(milliseconds, 1)) ms with compilation")
            }
        }

        /// A network with its weights, before its input is known.
        private typealias Loaded = (name: String, provenance: Provenance, logits: (Tensor) throws -> Tensor)

        private func load(for tensor: Tensor) throws -> Loaded {
            guard let named = network.named, NamedNetwork.isONNX(named) else {
                let model = try weights.model(network.named, threads.configuration)
                return (model.name, model.provenance, { try model.logits($0) })
            }
            let shape = tensor.shape
            guard shape.rank == 4, shape.extents.allSatisfy({ $0 > 0 }), tensor.scalarType.isFloatingPoint else {
                throw ModelError.input(
                    network: named.text,
                    reason: "takes floating-point numbers, [batch, channels, height, width], not \(tensor)")
            }
            let file = try ONNXFile(
                contentsOf: named.path, batch: shape.batch, size: Size(shape.extents[2], shape.extents[3]))
            let logits = { [threads] (tensor: Tensor) throws -> Tensor in
                let program = try Program.compiled(
                    file.graph, weights: file.weights, output: "logits", configuration: threads.configuration)
                return try program.run(tensor)["logits"]!
            }
            return (file.graph.name, Provenance(file: named.text, id: nil, .caller), logits)
        }
    }
}
