import SwiftletEngine
import SwiftletFormats
import SwiftletHub
import SwiftletModelZoo
import SwiftletTensors
import _SwiftletSystem

extension Model {
    /// A network of the catalogue with weights that somebody published: those embedded in the executable, else downloaded
    /// once and kept where PyTorch and huggingface_hub keep theirs. Blocks while it downloads.
    ///
    /// ```swift
    /// let model = try Model(pretrained: "mobilenet_v3_large")
    /// ```
    ///
    /// - Parameters:
    ///   - id: Which published weights, as `swiftlet models NAME` lists them; by default the first.
    ///   - hub: Where files come from and are kept; by default as the environment says.
    ///   - progress: Gets the bytes that are here and, once known, those there will be.
    /// - Throws: ``ModelError`` for an unknown name, a network without weights, and whatever hinders the download.
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
    /// The path of the file of a network's weights, after downloading it if need be; nil for what the executable carries.
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

    /// A file of more bytes holds no weights of the network: four times their size in float32, and 64 MiB, leave room for
    /// averages and an optimiser's state, and for the head of another data set.
    package func largestSize(for network: CatalogueEntry) -> Int64 { 16 * Int64(network.parameters) + (64 << 20) }
}
