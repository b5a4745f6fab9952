import ArgumentParser
import Swiftlet

enum Defaults {
    static let network = Embedded.network
}

/// Which network, and with which weights.
struct ModelOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The network; see 'swiftlet models'.", valueName: "name"))
    var model = Defaults.network

    @OptionGroup var weights: WeightsOptions

    /// - Parameter labels: A file that names the classes.
    func load(_ configuration: EngineConfiguration, labels: PathArgument? = nil) throws -> Model {
        let network = try CatalogueEntry.named(model)
        let names = try labels.map { file throws(FormatError) in try ClassLabels.read(contentsOf: file.path) }
        do {
            return try weights.fit(network, labels: names) { choice throws(ModelError) in
                let model = try Model(network, choice, configuration)
                return (model, model.provenance)
            }
        } catch ModelError.labels(_, let count, let classes) {
            throw CommandError(
                "\(labels?.text ?? ""): \(count) labels, but \(network.name) has \(classes) classes here")
        }
    }
}
