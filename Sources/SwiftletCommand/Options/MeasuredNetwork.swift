import ArgumentParser
import Swiftlet
import _System

/// A network whose speed is measured: which, with which weights, for which input, on how many threads.
struct MeasuredNetwork: ParsableArguments {
    @Argument(
        help: ArgumentHelp("The network, see 'swiftlet models'; or an ONNX file (.onnx).", valueName: "name|file"))
    var nameOrFile: PathArgument

    @OptionGroup var weights: WeightsOptions
    @OptionGroup var threads: ThreadOptions
    @OptionGroup var batch: BatchOptions

    @Option(help: ArgumentHelp("Height and width of the input; by default the network's own.", valueName: "pixels"))
    var size: Int?

    @Flag(name: .customLong("no-fusion"), help: "Compute every layer by itself, to see what fusion gains.")
    var isUnfused = false

    @Flag(name: .customLong("no-tuning"), help: "Leave out what 'swiftlet tune' measured, to see what tuning gains.")
    var isUntuned = false

    private var name: String { nameOrFile.text }

    func validate() throws {
        if let size, size < 1 { throw ValidationError("--size is \(size); it must be at least 1") }
        guard !NetworkFile.isNamed(nameOrFile) || (weights.file == nil && !weights.pretrained && weights.id == nil)
        else {
            throw ValidationError(
                "an ONNX file has weights of its own; leave --weights, --pretrained and --weights-id out")
        }
    }

    /// The program, and where its weights come from: speed does not depend on them, so that random ones serve where there
    /// are no others.
    /// - Parameter count: Threads where the command line says nothing; otherwise one for each processor.
    func compile(threads count: Int? = nil) throws -> (Program, weights: String) {
        let (graph, weights, origin) = try load()
        let tuning = isUntuned ? TuningTable() : Tuning.table
        let configuration = EngineConfiguration(
            threads: threads.threads ?? count, precision: threads.precision, fusion: !isUnfused, tuning: tuning)
        let program = try Program.compiled(graph, weights: weights, output: "logits", configuration: configuration)
        return (program, origin)
    }

    private func load() throws -> (Graph, Weights, origin: String) {
        if NetworkFile.isNamed(nameOrFile) {
            let file = try NetworkFile.read(nameOrFile, batch: batch.batch, size: size)
            return (file.graph, file.weights, name)
        }
        let entry = try NetworkFile.catalogueEntry(nameOrFile)
        let published = try entry.publishedWeights(weights.id)
        let graph = try entry.graph(NetworkOptions(batch: batch.batch, height: size, width: size), for: published)
        let (weights, origin) = try loadWeights(of: entry, published, for: graph)
        return (graph, weights, origin)
    }

    private func loadWeights(
        of network: CatalogueEntry, _ published: WeightsEntry?, for graph: Graph
    ) throws -> (Weights, origin: String) {
        do {
            let path = try weights.path(for: published, of: network)
            let loaded = try Weights(for: name, path: path)
            return (
                try loaded.matched(to: graph, of: network, source: path?.printable ?? "embedded \(name)"),
                path?.printable ?? "embedded"
            )
        } catch ModelError.noWeights where !weights.pretrained {
            return (try Weights.random(fittingFor: graph), "random")
        }
    }

    /// Something to run the program on: values between −1 and 1.
    static func picture(for program: Program) -> [Float] {
        (0..<program.inputShape.count).map { Float($0 % 255) / 127.5 - 1 }
    }
}
