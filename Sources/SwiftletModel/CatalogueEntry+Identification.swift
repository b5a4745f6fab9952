import SwiftletHub
import SwiftletModelZoo
import SwiftletTensors
import _SwiftletSystem

extension CatalogueEntry {
    /// The metadata key of a safetensors file that names the published weights.
    package static let metadataKey = "swiftlet.weights_id"

    /// The published weights that a file holds, or whose settings fit it best; nil for the network's own settings.
    ///
    /// - Parameters:
    ///   - file: Its hash is computed only if it can be a published file.
    ///   - naming: The library whose names the keys have.
    ///   - isPublishable: Whether the file can be a published one: published files have the network's own classes.
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

    /// The weights published in a file with this SHA-256. If the catalogue lacks the hash of a Hub file, the Hub's
    /// cache on this machine may have it.
    private func published(withSHA256 hash: String) -> WeightsEntry? {
        if let entry = weights.first(where: { $0.isPublished(withSHA256: hash) }) { return entry }
        let hub = Hub()
        return weights.first { $0.source.remoteFile.flatMap(hub.cachedSHA256) == hash }
    }
}
