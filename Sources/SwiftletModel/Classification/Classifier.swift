import SwiftletEngine
import SwiftletGraphs
import SwiftletImaging
import SwiftletTensors
import _SwiftletSystem

/// Classifies many pictures, and hands out a record or an error for each, in their order.
///
/// A long list is spread: each thread decodes, prepares and infers pictures of its own, so that no processor waits for
/// another. A short one is decoded and prepared on threads of its own, while all threads share each run of the network:
/// that is the shortest way to the first answer.
///
/// ```swift
/// let classifier = Classifier(try Model(), top: 3)
/// try classifier.run(ImageFiles.walk("holidays").map { .file($0) }) { result in
///     switch result {
///     case .success(let classification): print(classification)
///     case .failure(let error): print("error:", error)
///     }
/// }
/// ```
public struct Classifier: Sendable {
    /// A picture to classify: its name, and a function that decodes it.
    public struct Source: Sendable {
        /// The picture's name in its record.
        public let name: String
        let decode: @Sendable (DecodingOptions) throws -> Image

        /// - Parameter decode: Runs once, on any thread.
        public init(name: String, decode: @escaping @Sendable (DecodingOptions) throws -> Image) {
            self.name = name
            self.decode = decode
        }

        /// A picture file, named by its path.
        public static func file(_ path: FilePath) -> Source {
            Source(name: path.printable) { try Image.decode(contentsOf: path, options: $0) }
        }

        /// An encoded picture in memory, such as an upload.
        public static func bytes(_ bytes: [UInt8], named name: String) -> Source {
            Source(name: name) { options in
                try bytes.withUnsafeBytes { try Image.decode($0, name: name, options: options) }
            }
        }

        /// A picture that could not be found, and the reason.
        public static func failure(_ error: any Error, named name: String = "") -> Source {
            Source(name: name) { _ in throw error }
        }
    }

    public let model: Model
    /// The most classes that a record names.
    public let top: Int
    /// Pictures in a run of the network.
    public let batch: Int
    /// Options of the decoder.
    public let decoding: DecodingOptions

    /// - Parameter decoding: By default ``Model/decoding``: every pixel counts.
    /// - Precondition: `batch` is at least 1.
    public init(_ model: Model, top: Int = 5, batch: Int = 1, decoding: DecodingOptions? = nil) {
        precondition(batch > 0, "a batch of \(batch) pictures")
        self.model = model
        self.top = top
        self.batch = batch
        self.decoding = decoding ?? model.decoding
    }

    /// Calls `report` with every picture's record or error, in the order of `sources`.
    /// - Throws: ``ModelError`` if the network cannot run, and any error of `report`. Both end the list.
    public func run(
        _ sources: [Source], report: (Result<Classification, any Error>) throws -> Void
    ) throws {
        let workers = min(model.configuration.threads, 4 * EngineConfiguration.processors, sources.count)
        if workers > 1 && sources.count >= 2 * workers * batch {
            let single = model.with(threads: 1)
            let program = try single.compiled(batch: batch)
            // Each worker has a run, and prepared pictures, of its own.
            let pictures = Int.saturatingProduct(4 * batch, pictureByteCount)
            let needed = program.arenaByteCount.addingSaturating(pictures)
            if Int.saturatingProduct(needed, workers) <= AvailableMemory.byteCount {
                return try spread(sources, over: workers, single, report: report)
            }
        }
        try share(sources, report: report)
    }

    /// Every thread decodes, prepares and infers `batch` pictures at a time.
    private func spread(
        _ sources: [Source], over workers: Int, _ model: Model,
        report: (Result<Classification, any Error>) throws -> Void
    ) throws {
        let groups = stride(from: 0, to: sources.count, by: batch).map {
            Array(sources[$0..<min($0 + batch, sources.count)])
        }
        let classifier = Classifier(model, top: top, batch: batch, decoding: decoding)
        let pipeline = OrderedPipeline(groups, workers: workers, window: 4 * workers) { group in
            Result { try classifier.infer(group.map(classifier.prepare)) }
        }
        defer { pipeline.cancel() }
        while let group = pipeline.next() {
            for result in try group.get() { try report(result) }
        }
    }

    /// The calling thread infers on all threads, while others decode and prepare.
    private func share(_ sources: [Source], report: (Result<Classification, any Error>) throws -> Void) throws {
        guard !sources.isEmpty else { return }
        let workers = min(EngineConfiguration.processors, 16)
        try checkMemory(count: sources.count, workers: workers)
        let pipeline = OrderedPipeline(sources, workers: workers, window: batch + 2 * workers, transform: prepare)
        defer { pipeline.cancel() }
        // Compiles while the first pictures are decoded: the inference time does not include that.
        let blank = model.prepare(Image(width: 1, height: 1, pixels: [0, 0, 0]))
        _ = try model.classify(Array(repeating: blank, count: min(batch, sources.count)), top: 1)
        var pending: [Prepared] = []
        var isLast = false
        while !isLast {
            if let next = pipeline.next() { pending.append(next) } else { isLast = true }
            let good = pending.count { if case .success = $0.result { true } else { false } }
            // A failure is reported at once where no picture waits before it.
            guard good == batch || good == 0 || isLast else { continue }
            for result in try infer(pending) { try report(result) }
            pending.removeAll()
        }
    }
}

extension Classifier {
    private var pictureSize: Size { Size(model.preprocessing.cropHeight, model.preprocessing.cropWidth) }

    /// Compares with the system's memory, before threads take some of it, what is needed at least: packed weights, prepared
    /// pictures that wait for the others of their batch and are then copied, and threads with the pictures that they decode.
    private func checkMemory(count: Int, workers: Int) throws {
        let batch = min(count, batch)
        let pictures = min(count, batch + 2 * workers) + batch
        let weights = model.weights.reduce(0) { $0.addingSaturating($1.value.count) }
        let threads = min(count, workers) * (16 << 20)
        try AvailableMemory.require(
            Int.saturatingProduct(pictures, pictureByteCount).addingSaturating(threads)
                .addingSaturating(.saturatingProduct(weights, MemoryLayout<Float>.size)),
            by: model.name, for: "a batch of \(batch) picture\(batch == 1 ? "" : "s") of \(pictureSize)")
    }

    /// Bytes of a prepared picture.
    private var pictureByteCount: Int { .saturatingProduct(pictureSize.area, 3, MemoryLayout<Float>.size) }
}

// The steps of one picture.
extension Classifier {
    /// A picture on its way from decoding to inference.
    private struct Prepared: Sendable {
        let name: String
        let result: Result<PreparedImage, any Error>
        var warnings: [String] = []
        var decode = 0.0
        var preprocess = 0.0
    }

    private var prepare: @Sendable (Source) -> Prepared {
        { [model, decoding] source in
            do {
                let (image, decode) = try Stopwatch.milliseconds { try source.decode(decoding) }
                let (input, preprocess) = Stopwatch.milliseconds { model.prepare(image) }
                return Prepared(
                    name: source.name, result: .success(input), warnings: image.warnings, decode: decode,
                    preprocess: preprocess)
            } catch {
                return Prepared(name: source.name, result: .failure(error))
            }
        }
    }

    private func infer(_ pictures: [Prepared]) throws -> [Result<Classification, any Error>] {
        let inputs = pictures.compactMap { try? $0.result.get() }
        if !inputs.isEmpty { try model.compile(batch: inputs.count) }
        let (predictions, milliseconds) = try Stopwatch.milliseconds { try model.classify(inputs, top: top) }
        let inference = milliseconds / Double(max(1, inputs.count))
        let weights = Provenance.Record(model.provenance)
        var rest = predictions[...]
        return pictures.map { picture in
            picture.result.map { _ in
                Classification(
                    image: picture.name, model: model.name, weights: weights, predictions: rest.removeFirst(),
                    milliseconds: .init(
                        decode: Stopwatch.rounded(picture.decode), preprocess: Stopwatch.rounded(picture.preprocess),
                        inference: Stopwatch.rounded(inference)), warnings: picture.warnings)
            }
        }
    }
}
