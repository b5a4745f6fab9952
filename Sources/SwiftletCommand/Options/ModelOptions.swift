import ArgumentParser
import Swiftlet

enum Defaults {
    static let network = Embedded.network
}

/// The network and its weights, for commands whose arguments are files.
struct ModelOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The network, see 'swiftlet models'; by default \(Defaults.network), whose weights are embedded.",
            valueName: "name"), completion: .networks)
    var model: PathArgument?

    @OptionGroup var weights: WeightsOptions

    /// - Parameter labels: A file that names the classes.
    func load(_ configuration: EngineConfiguration, labels: PathArgument? = nil) throws -> Model {
        try weights.model(model, configuration, labels: labels)
    }
}
