import ArgumentParser
import Swiftlet
import SwiftletONNX

/// A network whose speed is measured, with its weights, its input and its threads.
struct MeasuredNetwork: ParsableArguments {
    @OptionGroup var name: NetworkArgument
    @OptionGroup var weights: WeightsOptions
    @OptionGroup var threads: ThreadOptions
    @OptionGroup var batch: BatchOptions

    @OptionGroup var input: SizeOptions

    @Flag(name: .customLong("no-fusion"), help: "Compute every layer by itself, to see what fusion gains.")
    var isUnfused = false

    @Flag(name: .customLong("no-tuning"), help: "Leave out what 'swiftlet tune' measured, to see what tuning gains.")
    var isUntuned = false

    func validate() throws { try weights.check(for: name.required()) }

    /// The program, and the origin of its weights. Speed does not depend on weights, so that random ones serve if there
    /// are no others.
    /// - Parameter count: The default number of threads; nil for one for each processor.
    func compile(threads count: Int? = nil) throws -> (Program, weights: Provenance) {
        let (graph, weights, origin) = try load()
        let tuning = isUntuned ? TuningTable() : Tuning.table
        let configuration = EngineConfiguration(
            threads: threads.threads ?? count, precision: threads.precision, fusion: !isUnfused, tuning: tuning)
        let program = try Program.compiled(graph, weights: weights, output: "logits", configuration: configuration)
        return (program, origin)
    }

    private func load() throws -> (Graph, Weights, Provenance) {
        let network = try NamedNetwork(name.required())
        let entry: CatalogueEntry
        switch network {
        case .file(let argument):
            let file = try ONNXFile(argument, batch: batch.batch, size: input.size)
            return (file.graph, file.weights, Provenance(file: argument.text, id: nil, .caller))
        case .catalogue(let named): entry = named
        }
        let options = NetworkOptions(batch: batch.batch, height: input.size?.height, width: input.size?.width)
        do {
            return try weights.fit(entry) { choice throws(ModelError) in
                let fitted = try entry.fitted(to: choice, options)
                return ((fitted.graph, fitted.weights, fitted.provenance), fitted.provenance)
            }
        } catch ModelError.noWeights where !weights.pretrained {
            let published = try entry.publishedWeights(weights.id)
            let graph = try entry.graph(options, for: published)
            return (graph, try Weights.random(fittingFor: graph), Provenance(file: nil, id: published?.id, .random))
        }
    }

    /// A picture for the program: values between −1 and 1.
    /// - Throws: `EngineError` if the system lacks the memory for it.
    static func picture(for program: Program) throws -> [Float] {
        let shape = program.inputShape.withBatch(1)
        try AvailableMemory.require(
            .saturatingProduct(shape.count, MemoryLayout<Float>.size), by: program.name, for: "a picture of \(shape)")
        return (0..<shape.count).map(TestPicture.element)
    }
}

extension UnsafeMutableBufferPointer<Float> {
    /// Writes a picture for each image of a batch.
    func fill(with picture: [Float]) {
        for first in stride(from: 0, to: count, by: picture.count) {
            _ = UnsafeMutableBufferPointer(rebasing: self[first..<first + picture.count])
                .update(fromContentsOf: picture)
        }
    }
}
