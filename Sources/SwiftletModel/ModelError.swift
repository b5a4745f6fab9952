import SwiftletEngine
import SwiftletFormats
import SwiftletGraphs
import SwiftletHub
import SwiftletImaging
import SwiftletModelZoo
import SwiftletTensors

/// Why a model cannot be made, or cannot do its work.
public enum ModelError: Error, Sendable, CustomStringConvertible {
    /// The catalogue has no network of that name.
    case unknownNetwork(UnknownNetwork)
    /// The network cannot be built, or not for pictures of this size.
    case graph(GraphError)
    /// The weights file cannot be read.
    case weightsFile(FormatError)
    /// The weights belong to another network.
    case weights(WeightsMismatch)
    /// Nobody published weights of this name for the network. `known` lists the published ones.
    case unknownWeights(network: String, id: String, known: [String])
    /// The published weights cannot be downloaded.
    case download(HubError)
    /// The executable carries no weights for the network, and no file was given.
    case noWeights(network: String)
    /// The number of labels differs from the number of classes.
    case labels(network: String, count: Int, classes: Int)
    /// The engine cannot compile or run the network. ``EngineError/shortage`` tells whether memory is lacking.
    case engine(EngineError)
    /// The tuning table cannot be read or written.
    case tuning(place: String, reason: String)
    /// A picture cannot become the network's input.
    case image(ImageError)
    /// The network lacks the output: without a classifier, for example, it lacks an embedding.
    case noOutput(network: String, output: String)
    /// The network does not accept the tensor.
    case input(network: String, reason: String)
    /// The network gave infinities or NaNs.
    case notFinite(network: String)

    public var description: String {
        switch self {
        case .unknownNetwork(let error): error.description
        case .graph(let error): error.description
        case .weightsFile(let error): error.description
        case .weights(let error): error.description
        case .unknownWeights(let network, let id, let known):
            "\(network) has no published weights '\(id)'"
                + (known.isEmpty
                    ? ", nor any others" : "; there are " + known.map { "'\($0)'" }.joined(separator: ", "))
        case .download(let error): error.description
        case .noWeights(let network): Self.noWeights(network)
        case .labels(let network, let count, let classes):
            "\(count) label\(count == 1 ? "" : "s") for the \(classes) class\(classes == 1 ? "" : "es") of \(network)"
        case .engine(let error): error.description
        case .tuning(let place, let reason): "\(place): \(reason)"
        case .image(let error): error.description
        case .noOutput(let network, let output): "\(network) has no output '\(output)'"
        case .input(let network, let reason): "\(network): \(reason)"
        case .notFinite(let network):
            "\(network) gives values that are infinite or not a number; the weights or the input hold such values"
        }
    }

    /// The message ends with a call that has weights.
    private static func noWeights(_ network: String) -> String {
        let start = "no weights for \(network) are embedded"
        guard let entry = try? Catalogue.entry(network), entry.weights.contains(where: { $0.source.remoteFile != nil })
        else {
            return start + ", and nobody published any; a file of them is read by "
                + "Model(named: \"\(network)\", weights: path)"
        }
        return start + "; published ones are downloaded by Model(pretrained: \"\(network)\")"
    }
}
