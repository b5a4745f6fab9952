import SwiftletHub
import SwiftletModelZoo

extension WeightsSource {
    /// The file to fetch; nil for what the executable carries.
    public var remoteFile: RemoteFile? {
        switch self {
        case .embedded: nil
        case .huggingFace(let repository, let file): .huggingFace(repository: repository, file: file)
        // PyTorch's server names its files after their hash; elsewhere such a name may mean something else.
        case .url(let url): url.hasPrefix("https://download.pytorch.org/") ? .named(afterItsHash: url) : .url(url)
        }
    }
}

extension CatalogueEntry {
    /// The published weights called `id`; without one, the best. Nil only if there are none and none is asked for.
    /// - Throws: ``ModelError`` if the network has no weights of that name.
    public func publishedWeights(_ id: String? = nil) throws(ModelError) -> WeightsEntry? {
        guard let id else { return weights.first }
        guard let entry = weights.first(where: { $0.id == id }) else {
            throw .unknownWeights(network: name, id: id, known: weights.map(\.id))
        }
        return entry
    }
}
