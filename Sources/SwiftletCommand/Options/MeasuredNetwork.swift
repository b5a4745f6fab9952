import ArgumentParser
import Swiftlet
import _SwiftletSystem

/// A network whose speed is measured: which, with which weights, for which input, on how many threads.
struct MeasuredNetwork: ParsableArguments {
    @Argument(
        help: ArgumentHelp("The network, see 'swiftlet models'; or an ONNX file (.onnx).", valueName: "name|file"))
    var nameOrFile: PathArgument

    @OptionGroup var weights: WeightsOptions
    @OptionGroup var threads: ThreadOptions
    @OptionGroup var batch: BatchOptions

    @OptionGroup var input: SizeOptions

    @Flag(name: .customLong("no-fusion"), help: "Compute every layer by itself, to see what fusion gains.")
    var isUnfused = false

    @Flag(name: .customLong("no-tuning"), help: "Leave out what 'swiftlet tune' measured, to see what tuning gains.")
    var isUntuned = false

    private var name: String { nameOrFile.text }

    func validate() throws {
        guard !NetworkFile.isNamed(nameOrFile) || (weights.file == nil && !weights.pretrained && weights.id == nil)
        else {
            throw ValidationError(
                "an ONNX file has weights of its own; leave --weights, --pretrained and --weights-id out")
        }
    }

    /// The program, and where its weights come from: speed does not depend on them, so that random ones serve where there
    /// are no others.
    /// - Parameter count: Threads where the command line says nothing; otherwise one for each processor.
    func compile(threads count: Int? = nil) throws -> (Program, weights: Provenance) {
        let (graph, weights, origin) = try load()
        let tuning = isUntuned ? TuningTable() : Tuning.table
        let configuration = EngineConfiguration(
            threads: threads.threads ?? count, precision: threads.precision, fusion: !isUnfused, tuning: tuning)
        let program = try Program.compiled(graph, weights: weights, output: "logits", configuration: configuration)
        return (program, origin)
    }

    private func load() throws -> (Graph, Weights, Provenance) {
        if NetworkFile.isNamed(nameOrFile) {
            let file = try NetworkFile.read(nameOrFile, batch: batch.batch, size: input.size)
            return (file.graph, file.weights, Provenance(file: nameOrFile.text, id: nil, .caller))
        }
        let network = try NetworkFile.catalogueEntry(nameOrFile)
        let options = NetworkOptions(batch: batch.batch, height: input.size?.height, width: input.size?.width)
        do {
            return try weights.fit(network) { choice throws(ModelError) in
                let fitted = try network.fitted(to: choice, options)
                return ((fitted.graph, fitted.weights, fitted.provenance), fitted.provenance)
            }
        } catch ModelError.noWeights where !weights.pretrained {
            let published = try network.publishedWeights(weights.id)
            let graph = try network.graph(options, for: published)
            return (graph, try Weights.random(fittingFor: graph), Provenance(file: nil, id: published?.id, .random))
        }
    }

    /// The picture that the program is measured on.
    static func picture(for program: Program) -> [Float] {
        (0..<program.inputShape.count).map(TestPicture.element)
    }
}
