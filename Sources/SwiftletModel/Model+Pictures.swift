import SwiftletImaging
import _SwiftletSystem

extension Model {
    /// The `top` most probable classes of a picture, the most probable first.
    public func classify(_ image: Image, top: Int = 5) throws(ModelError) -> [Prediction] {
        try classify([image], top: top)[0]
    }

    /// The same for several pictures, computed in one run.
    public func classify(_ images: [Image], top: Int = 5) throws(ModelError) -> [[Prediction]] {
        try predictions(rows(of: "logits", images), top: top)
    }

    /// The same for a picture file.
    public func classify(contentsOf path: FilePath, top: Int = 5) throws(ModelError) -> [Prediction] {
        try classify(decode(contentsOf: path), top: top)
    }

    /// The same for a path as text.
    public func classify(contentsOf path: String, top: Int = 5) throws(ModelError) -> [Prediction] {
        try classify(contentsOf: checked(path), top: top)
    }

    /// The picture's features, which the classifier reads. Similar pictures have close features.
    /// - Throws: ``ModelError`` if the network does not end in a classifier.
    public func embed(_ image: Image) throws(ModelError) -> [Float] {
        try embed([image])[0]
    }

    /// The same for several pictures, computed in one run.
    public func embed(_ images: [Image]) throws(ModelError) -> [[Float]] {
        try rows(of: "embedding", images)
    }

    /// The same for a picture file.
    public func embed(contentsOf path: FilePath) throws(ModelError) -> [Float] {
        try embed(decode(contentsOf: path))
    }

    /// The same for a path as text.
    public func embed(contentsOf path: String) throws(ModelError) -> [Float] {
        try embed(contentsOf: checked(path))
    }

    /// The same model for pictures of another size. Preprocessing and network take `height` × `width`, scaled from the
    /// size that the weights were trained for (``Preprocessing/scaled(toHeight:width:)``). Copies share compiled
    /// programs.
    /// - Throws: ``ModelError`` if the network cannot take that size.
    public func taking(height: Int, width: Int) throws(ModelError) -> Model {
        let sides = 1...Int(Int32.max)
        guard sides.contains(height), sides.contains(width) else {
            throw .input(network: name, reason: "an input of \(height)×\(width) is not possible")
        }
        var result = self
        result.preprocessing = preprocessing.scaled(toHeight: height, width: width)
        // Refuses a size that the network or the machine's memory cannot take, before a picture is resized to it.
        try result.compile(batch: 1)
        return result
    }

    /// How ``classify(contentsOf:top:)`` and ``embed(contentsOf:)`` decode: at full size.
    public var decoding: DecodingOptions { DecodingOptions() }

    /// Faster decoding, for pictures that only this model reads. Large JPEGs are reduced: see
    /// ``DecodingOptions/fast(before:)``.
    public var fastDecoding: DecodingOptions { .fast(before: preprocessing.resizeShortSide) }

    private func decode(contentsOf path: FilePath) throws(ModelError) -> Image {
        do {
            return try Image.decode(contentsOf: path, options: decoding)
        } catch {
            throw .image(error)
        }
    }

    func checked(_ path: String) throws(ModelError) -> FilePath {
        guard let path = FilePath(exactly: path) else {
            throw .image(ImageError(name: printable(path: path.utf8), reason: "not a path: it holds a NUL"))
        }
        return path
    }

    /// Writes the pictures straight into the engine's input.
    private func rows(of output: String, _ images: [Image]) throws(ModelError) -> [[Float]] {
        let size = preprocessing.cropHeight * preprocessing.cropWidth * 3
        return try rows(of: output, batch: images.count) { input in
            for (i, image) in images.enumerated() {
                preprocessing.apply(
                    to: image, into: UnsafeMutableBufferPointer(rebasing: input[(i * size)..<((i + 1) * size)]))
            }
        }
    }
}
