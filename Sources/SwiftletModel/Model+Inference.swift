import SwiftletEngine
import SwiftletImaging
import SwiftletTensors

/// A photograph prepared as a network's input.
public struct PreparedImage: Sendable {
    /// `[height, width, channels]`
    let pixels: [Float]
}

// Single steps, for callers who distribute them over threads.
extension Model {
    /// Resizes, crops and normalises a picture.
    public func prepare(_ image: Image) -> PreparedImage {
        let count = preprocessing.cropHeight * preprocessing.cropWidth * 3
        return PreparedImage(
            pixels: [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
                preprocessing.apply(to: image, into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
                initialized = count
            })
    }

    /// The `top` most probable classes of each picture. All pictures are computed in one run.
    public func classify(_ images: [PreparedImage], top: Int = 5) throws(ModelError) -> [[Prediction]] {
        let size = preprocessing.cropHeight * preprocessing.cropWidth * 3
        let logits = try rows(of: "logits", batch: images.count) { input in
            for (i, image) in images.enumerated() {
                _ = UnsafeMutableBufferPointer(rebasing: input[(i * size)..<((i + 1) * size)])
                    .update(fromContentsOf: image.pixels)
            }
        }
        return try predictions(logits, top: top)
    }
}

extension Model {
    /// The network's plain forward pass.
    ///
    /// - Parameter input: `[batch, channels, height, width]`, of any batch and any size that the network accepts.
    /// - Returns: The logits, `[batch, classes]` for a classifier.
    /// - Throws: ``ModelError`` if the network does not accept the tensor.
    public func logits(_ input: Tensor) throws(ModelError) -> Tensor {
        try output("logits", of: input)
    }

    /// Any output of the network for a tensor, `[batch, channels, height, width]`.
    public func output(_ name: String, of input: Tensor) throws(ModelError) -> Tensor {
        guard input.shape.rank == 4 else {
            throw .input(
                network: self.name, reason: "takes [batch, channels, height, width], not a tensor of \(input.shape)")
        }
        guard input.scalarType.isFloatingPoint else {
            throw .input(network: self.name, reason: "takes floating-point numbers, not \(input.scalarType)")
        }
        let program = try program(for: input.shape, output: name)
        do {
            return try program.run(input)[name]!
        } catch {
            throw .engine(error)
        }
    }

    /// Runs a batch of pictures and gives one output, a row of floats for each picture.
    ///
    /// - Parameter fill: Writes `[batch][height][width][channels]`.
    func rows(
        of output: String, batch: Int, fill: (UnsafeMutableBufferPointer<Float>) -> Void
    ) throws(ModelError) -> [[Float]] {
        guard batch > 0 else { return [] }
        let network = graph.shape(of: graph.inputs[0])
        guard network.channels == 3 else {
            throw .input(
                network: name,
                reason:
                    "takes pictures of \(network.channels) channel\(network.channels == 1 ? "" : "s"); photographs have 3"
            )
        }
        let program = try program(for: pictures(batch), output: output)
        do {
            return try program.run(fill: fill) { outputs in
                let floats = outputs[output]!
                let row = floats.count / batch
                return (0..<batch).map { Array(floats[($0 * row)..<(($0 + 1) * row)]) }
            }
        } catch {
            throw .engine(error)
        }
    }

    func predictions(_ logits: [[Float]], top: Int) throws(ModelError) -> [[Prediction]] {
        var result: [[Prediction]] = []
        for row in logits {
            guard let probabilities = softmax(row) else { throw .notFinite(network: name) }
            result.append(mostProbable(probabilities, max(0, top), labels: labels))
        }
        return result
    }
}
