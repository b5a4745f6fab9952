import ArgumentParser
import Swiftlet

enum Defaults {
    static let network = Embedded.network
}

/// Which network, and with which weights.
struct ModelOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The network; see 'swiftlet models'.", valueName: "name"))
    var model = Defaults.network

    @Option(help: ArgumentHelp("A .safetensors or .pth file; the embedded weights by default.", valueName: "file"))
    var weights: String?

    func load(_ configuration: EngineConfiguration) throws -> Model {
        try Model(named: model, weights: weights, configuration: configuration)
    }
}
