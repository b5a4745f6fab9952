import SwiftletEngine
import SwiftletFormats
import SwiftletHub
import SwiftletModelZoo
import SwiftletTensors
import _SwiftletSystem

extension Model {
    /// A network of the catalogue with published weights. They are embedded in the executable, or downloaded once and
    /// kept where PyTorch and huggingface_hub keep theirs. Blocks while it downloads.
    ///
    /// ```swift
    /// let model = try Model(pretrained: "mobilenet_v3_large")
    /// ```
    ///
    /// - Parameters:
    ///   - id: Which published weights, as `swiftlet models NAME` lists them; by default the first.
    ///   - hub: Where files come from and are kept; by default as the environment says.
    ///   - progress: Gets the bytes received and, once known, their total.
    /// - Throws: ``ModelError`` for an unknown name, a network without weights, and a failed download.
    public init(
        pretrained name: String, publishedAs id: String? = nil, hub: Hub = Hub(),
        configuration: EngineConfiguration = .init(), progress: (Int64, Int64?) -> Void = { _, _ in }
    ) throws(ModelError) {
        let network = try CatalogueEntry.named(name)
        guard let published = try network.publishedWeights(id) else { throw .noWeights(network: name) }
        let path = try published.source.fetch(for: network, from: hub, progress: progress)
        try self.init(network, WeightsChoice(path.map { .download(published, $0) } ?? .embedded), configuration)
    }
}

extension WeightsSource {
    /// The path of the weights file, downloaded if necessary; nil for embedded weights.
    package func fetch(for network: CatalogueEntry, from hub: Hub, progress: (Int64, Int64?) -> Void) throws(ModelError)
        -> FilePath?
    {
        guard let file = remoteFile else { return nil }
        do {
            return try hub.fetch(file, atMost: largestSize(for: network), progress: progress)
        } catch {
            throw .download(error)
        }
    }

    /// The limit for a network's file: four times its weights in float32, and 64 MiB. That leaves room for averages, an
    /// optimiser's state and another data set's classifier.
    package func largestSize(for network: CatalogueEntry) -> Int64 { 16 * Int64(network.parameters) + (64 << 20) }
}
