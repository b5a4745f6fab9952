import SwiftletHub
import SwiftletModelZoo
import SwiftletTensors
import _SwiftletSystem

extension CatalogueEntry {
    /// The key of a safetensors file's metadata that names the published weights.
    package static let metadataKey = "swiftlet.weights_id"

    /// Which published weights a file holds, or those whose settings fit it best; nil for the network's own settings.
    ///
    /// - Parameters:
    ///   - file: Its hash is computed, unless it cannot be a published one.
    ///   - naming: Whose names the keys have.
    ///   - isPublishable: Whether the file may be as it was published: all do have the network's own classes.
    func identified(
        file: FilePath, weights: Weights, naming: KeyNaming, isPublishable: Bool
    ) -> (WeightsEntry?, Provenance.Identification) {
        if let id = weights.metadata[Self.metadataKey], let entry = self.weights.first(where: { $0.id == id }) {
            return (entry, .metadata)
        }
        if isPublishable, !self.weights.isEmpty, let hash = FileHash.sha256(contentsOf: file),
            let entry = published(withSHA256: hash)
        {
            return (entry, .sha256)
        }
        let alike = self.weights.filter { $0.naming == naming }
        guard let first = alike.first(where: { $0.padding == architecture.padding }) ?? alike.first else {
            return (nil, self.weights.isEmpty ? .assumed : .keys)
        }
        return (first, alike.count < self.weights.count ? .keys : .assumed)
    }

    /// The weights that were published in a file with this SHA-256. For files of the Hub that the catalogue knows no hash
    /// of, the Hub's cache on this machine may.
    private func published(withSHA256 hash: String) -> WeightsEntry? {
        if let entry = weights.first(where: { $0.isPublished(withSHA256: hash) }) { return entry }
        let hub = Hub()
        return weights.first { $0.source.remoteFile.flatMap(hub.cachedSHA256) == hash }
    }
}
