import ArgumentParser
import Swiftlet

/// A network whose speed is measured: which, with which weights, for which input, on how many threads.
struct MeasuredNetwork: ParsableArguments {
    @Argument(help: ArgumentHelp("The network; see 'swiftlet models'.", valueName: "name"))
    var name: String

    @OptionGroup var weights: WeightsOptions
    @OptionGroup var threads: ThreadOptions
    @OptionGroup var batch: BatchOptions

    @Option(help: ArgumentHelp("Height and width of the input; by default the network's own.", valueName: "pixels"))
    var size: Int?

    func validate() throws {
        if let size, size < 1 { throw ValidationError("--size is \(size); it must be at least 1") }
    }

    /// The program, and where its weights come from: speed does not depend on them, so that random ones serve where there
    /// are no others.
    /// - Parameter count: Threads where the command line says nothing; otherwise one for each processor.
    func compile(threads count: Int? = nil) throws -> (Program, weights: String) {
        let network = try CatalogueEntry.named(name)
        let published = try network.publishedWeights(weights.id)
        let graph = try network.graph(NetworkOptions(batch: batch.batch, height: size, width: size), for: published)
        let (weights, origin) = try loadWeights(of: network, published, for: graph)
        let configuration = EngineConfiguration(threads: threads.threads ?? count)
        let program = try Program.compiled(graph, weights: weights, output: "logits", configuration: configuration)
        return (program, origin)
    }

    private func loadWeights(
        of network: CatalogueEntry, _ published: WeightsEntry?, for graph: Graph
    ) throws -> (Weights, origin: String) {
        do {
            let path = try weights.path(for: published)
            let loaded = try Weights(for: name, path: path)
            return (
                try loaded.matched(to: graph, of: network, source: path ?? "embedded \(name)"), path ?? "embedded"
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
