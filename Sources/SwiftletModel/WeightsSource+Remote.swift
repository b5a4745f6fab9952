import SwiftletHub
import SwiftletModelZoo

extension WeightsSource {
    /// The file to fetch; nil for embedded weights.
    public var remoteFile: RemoteFile? {
        switch self {
        case .embedded: nil
        case .huggingFace(let repository, let file): .huggingFace(repository: repository, file: file)
        // PyTorch's server names files after their hash. Elsewhere a name like that may mean something else.
        case .url(let url): url.hasPrefix("https://download.pytorch.org/") ? .named(afterItsHash: url) : .url(url)
        }
    }
}

extension CatalogueEntry {
    /// The published weights called `id`, or the best ones if `id` is nil. Nil only if there are none and none are
    /// asked for.
    /// - Throws: ``ModelError`` if the network does not have weights of that name.
    public func publishedWeights(_ id: String? = nil) throws(ModelError) -> WeightsEntry? {
        guard let id else { return weights.first }
        guard let entry = weights.first(where: { $0.id == id }) else {
            throw .unknownWeights(network: name, id: id, known: weights.map(\.id))
        }
        return entry
    }
}
