import ArgumentParser
import Swiftlet

extension WeightsOptions {
    /// - Throws: `ValidationError` if a network brings its own weights and others are asked for.
    func check(for network: PathArgument) throws {
        guard !NamedNetwork.isONNX(network) || (file == nil && !pretrained && id == nil) else {
            throw ValidationError(
                "an ONNX file has weights of its own; leave --weights, --pretrained and --weights-id out")
        }
    }

    /// The network with these weights and their classes.
    ///
    /// - Parameters:
    ///   - named: Nil for the network whose weights are embedded.
    ///   - labels: A file that names the classes.
    func model(
        _ named: PathArgument?, _ configuration: EngineConfiguration, labels: PathArgument? = nil
    ) throws -> Model {
        let network = try named.map { try NamedNetwork.entry($0) } ?? CatalogueEntry.named(Embedded.network)
        let names = try labels.map { file throws(FormatError) in try ClassLabels.read(contentsOf: file.path) }
        do {
            return try fit(network, labels: names) { choice throws(ModelError) in
                let model = try Model(network, choice, configuration)
                return (model, model.provenance)
            }
        } catch ModelError.labels(_, let count, let classes) {
            throw CommandError(
                "\(labels?.text ?? ""): \(count) labels, but \(network.name) has \(classes) classes here")
        } catch let mismatch as UnfitWeights where named == nil {
            throw CommandError(mismatch.description + "\n" + hint(instead: network))
        }
    }

    /// Names the network that the file's hash belongs to, or the option for one.
    private func hint(instead network: CatalogueEntry) -> String {
        let start = "\(network.name) is the default network; "
        guard let file, let hash = FileHash.sha256(contentsOf: file.path),
            let owner = Catalogue.entries.first(where: { entry in
                entry.weights.contains { $0.isPublished(withSHA256: hash) }
            })
        else { return start + "--model names another" }
        return start + "this file belongs to another: --model \(owner.name)"
    }
}

/// Weights of another network, with a list of the keys that do not fit.
struct UnfitWeights: Error, CustomStringConvertible {
    let description: String
}
