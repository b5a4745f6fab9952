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

    func load(_ configuration: EngineConfiguration) throws -> Model {
        try weights.load(model, configuration)
    }
}
