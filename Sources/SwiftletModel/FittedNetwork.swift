import SwiftletFormats
import SwiftletGraphs
import SwiftletModelZoo
import SwiftletTensors
import _SwiftletSystem

/// Where weights come from, and the caller's settings for them.
package struct WeightsChoice: Sendable {
    package enum Origin: Sendable {
        case embedded
        case file(FilePath)
        /// The published weights, and the path of the downloaded file.
        case download(WeightsEntry, FilePath)
    }

    package var origin: Origin
    /// The published weights that the file holds; nil to find out.
    package var id: String?
    /// A name for every class; nil to take the names of the file or of the published weights.
    package var labels: [String]?
    /// Which network to take if the file holds several; nil otherwise.
    package var prefix: String?
    package var checkpoint = CheckpointOptions()

    package init(_ origin: Origin) { self.origin = origin }
}

/// A network of the catalogue, fitted to a file of weights: its classes, channels, padding and ε come from the file.
package struct FittedNetwork: Sendable {
    package let graph: Graph
    /// One tensor for every parameter, in the graph's order.
    package let weights: Weights
    /// The published weights whose preprocessing is taken; nil for the network's own.
    package let published: WeightsEntry?
    /// A name for every class, or none.
    package let labels: [String]
    package let provenance: Provenance
}

extension CatalogueEntry {
    /// Reads weights and fits the network to them.
    /// - Parameter options: The options of the graph. The weights determine its classes, padding and ε.
    /// - Throws: ``ModelError`` for an unreadable file, weights of another network, or a wrong number of labels.
    package func fitted(
        to choice: WeightsChoice, _ options: NetworkOptions = NetworkOptions()
    ) throws(ModelError) -> FittedNetwork {
        let asked = try publishedWeights(choice.id)
        switch choice.origin {
        case .embedded:
            let weights: Weights?
            do {
                weights = try Embedded.weights(for: name)
            } catch {
                throw .weightsFile(error)
            }
            guard let weights else { throw .noWeights(network: name) }
            return try fitted(Checkpoint(weights: weights), nil, choice, options) { _ in
                (asked, choice.id == nil ? .embedded : .caller)
            }
        case .download(let published, let path):
            return try fitted(Self.open(path, choice), path, choice, options) { _ in (published, .download) }
        case .file(let path):
            return try fitted(to: Self.open(path, choice), file: path, choice, options)
        }
    }

    /// Fits the network to a file that is already read.
    package func fitted(
        to checkpoint: Checkpoint, file path: FilePath, _ choice: WeightsChoice? = nil,
        _ options: NetworkOptions = NetworkOptions()
    ) throws(ModelError) -> FittedNetwork {
        let choice = choice ?? WeightsChoice(.file(path))
        let asked = try publishedWeights(choice.id)
        return try fitted(checkpoint, path, choice, options) { file in
            if choice.id != nil { return (asked, .caller) }
            return identified(
                file: path, weights: checkpoint.weights, naming: file.naming ?? naming, isPublishable: file.isUnchanged)
        }
    }

    private static func open(_ path: FilePath, _ choice: WeightsChoice) throws(ModelError) -> Checkpoint {
        do {
            return try WeightsFile.open(contentsOf: path, options: choice.checkpoint)
        } catch {
            throw .weightsFile(error)
        }
    }

    /// - Parameter identify: Finds the published weights. It gets the library whose names the keys have (nil for the
    ///   network's own names), and whether the network has its published classes and channels.
    private func fitted(
        _ checkpoint: Checkpoint, _ file: FilePath?, _ choice: WeightsChoice, _ options: NetworkOptions,
        identify: ((naming: KeyNaming?, isUnchanged: Bool)) -> (WeightsEntry?, Provenance.Identification)
    ) throws(ModelError) -> FittedNetwork {
        let source = file?.printable ?? "embedded \(name)"
        let plain = try graph(options, for: nil)
        let arranged: ArrangedWeights
        do {
            arranged = try ArrangedWeights(
                checkpoint.weights, for: plain, of: self, prefix: choice.prefix, source: source)
        } catch {
            throw .weights(error)
        }
        let fitting = self.options(options, of: plain, fitting: arranged.renamed)
        let (published, identification) = identify((arranged.placement.naming, fitting == options))
        let graph = try graph(fitting, for: published)
        let weights: Weights
        do {
            weights = try arranged.matched(to: graph, source: source)
        } catch {
            throw .weights(error)
        }
        var notes = checkpoint.notes + arranged.notes
        let labels = try labels(for: graph, choice.labels, checkpoint.labels, &notes)
        return FittedNetwork(
            graph: graph, weights: weights, published: published, labels: labels,
            provenance: Provenance(
                file: file?.printable, id: published?.id, identification, prefix: arranged.placement.prefix,
                isMovingAverage: checkpoint.isMovingAverage, notes: notes))
    }

    /// The caller's names, else the file's, else ImageNet's if the number of classes is ImageNet's.
    private func labels(
        for graph: Graph, _ chosen: [String]?, _ found: [String]?, _ notes: inout [String]
    ) throws(ModelError) -> [String] {
        let classes = graph.classCount
        if let chosen {
            guard chosen.count == classes else {
                throw .labels(network: name, count: chosen.count, classes: classes)
            }
            return chosen
        }
        if let found {
            if found.count == classes { return found }
            notes.append("Its \(found.count) labels are left out; there are \(classes) classes.")
        }
        return classes == Embedded.imageNetLabels.count ? Embedded.imageNetLabels : []
    }
}
