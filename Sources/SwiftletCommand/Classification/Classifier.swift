import Foundation
import Swiftlet

/// Classifies many pictures: decodes and prepares them on threads of its own while the calling thread infers.
struct Classifier {
    let model: Model
    let top: Int
    let batch: Int

    /// A picture on its way from the decoding threads to the inferring one.
    private struct Prepared: Sendable {
        let name: String
        let result: Result<PreparedImage, any Error>
        let decode: Double
        let preprocess: Double
    }

    /// Hands every picture's classes, or the reason why it has none, to `report` in the order of `sources`.
    func run(
        _ sources: [PictureSource], report: (Result<Classification, any Error>) throws -> Void
    ) throws {
        let decoding = model.decoding
        let workers = min(EngineConfiguration.processors, 16)
        let pipeline = OrderedPipeline(sources, workers: workers, window: batch + 2 * workers) { [model] source in
            Self.prepare(source, model, decoding)
        }
        defer { pipeline.cancel() }
        // While the first pictures are decoded: what the first run does once must not count as inference.
        let blank = model.prepare(Image(width: 1, height: 1, pixels: [0, 0, 0]))
        _ = try model.classify(Array(repeating: blank, count: min(batch, sources.count)), top: 1)
        var pending: [Prepared] = []
        var isLast = false
        while !isLast {
            if let next = pipeline.next() { pending.append(next) } else { isLast = true }
            let good = pending.count { if case .success = $0.result { true } else { false } }
            // A failure is reported at once where no picture waits before it.
            guard good == batch || good == 0 || isLast else { continue }
            try infer(pending, report)
            pending.removeAll()
        }
    }

    private func infer(_ pending: [Prepared], _ report: (Result<Classification, any Error>) throws -> Void) throws {
        let inputs = pending.compactMap { try? $0.result.get() }
        if !inputs.isEmpty { try model.compile(batch: inputs.count) }
        let (predictions, milliseconds) = try Stopwatch.milliseconds { try model.classify(inputs, top: top) }
        let inference = milliseconds / Double(max(1, inputs.count))
        var rest = predictions[...]
        for picture in pending {
            switch picture.result {
            case .failure(let error): try report(.failure(error))
            case .success:
                try report(
                    .success(
                        Classification(
                            image: picture.name, model: model.name, weights: WeightsJSON(model.provenance),
                            predictions: rest.removeFirst().map {
                                .init(index: $0.index, label: $0.label, probability: $0.probability)
                            },
                            milliseconds: .init(
                                decode: Stopwatch.rounded(picture.decode),
                                preprocess: Stopwatch.rounded(picture.preprocess),
                                inference: Stopwatch.rounded(inference)))))
            }
        }
    }

    private static func prepare(_ source: PictureSource, _ model: Model, _ options: DecodingOptions) -> Prepared {
        do {
            let (image, decode) = try Stopwatch.milliseconds { try source.decode(options) }
            let (input, preprocess) = Stopwatch.milliseconds { model.prepare(image) }
            return Prepared(name: source.name, result: .success(input), decode: decode, preprocess: preprocess)
        } catch {
            return Prepared(name: source.name, result: .failure(error), decode: 0, preprocess: 0)
        }
    }
}
