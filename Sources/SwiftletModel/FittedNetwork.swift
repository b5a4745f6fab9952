import SwiftletFormats
import SwiftletGraphs
import SwiftletModelZoo
import SwiftletTensors
import _SwiftletSystem

/// Where weights come from, and what the caller knows of them.
package struct WeightsChoice: Sendable {
    package enum Origin: Sendable {
        case embedded
        case file(FilePath)
        /// What was downloaded, and where to.
        case download(WeightsEntry, FilePath)
    }

    package var origin: Origin
    /// Which published weights a file holds; nil to find out.
    package var id: String?
    /// A name for every class; nil to take the file's or the published weights'.
    package var labels: [String]?
    /// Which of several networks in the file; nil where it holds one.
    package var prefix: String?
    package var checkpoint = CheckpointOptions()

    package init(_ origin: Origin) { self.origin = origin }
}

/// A network of the catalogue as a file of weights wants it: its classes and channels, padding and ε; and the weights.
package struct FittedNetwork: Sendable {
    package let graph: Graph
    /// One tensor for every parameter of the graph, in its order.
    package let weights: Weights
    /// Whose preprocessing is theirs; nil for the network's own.
    package let published: WeightsEntry?
    /// A name for every class, or none.
    package let labels: [String]
    package let provenance: Provenance
}

extension CatalogueEntry {
    /// Reads weights and fits the network to them.
    /// - Parameter options: Of the graph that is wanted; its classes, padding and ε are the weights'.
    /// - Throws: ``ModelError`` for a file that cannot be read, weights of another network, and labels of another number.
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

    /// Fits the network to a file that was read already.
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

    /// - Parameter identify: Which published weights they are, by whose names the keys are (nil for the network's own) and
    ///   whether the network has the classes and channels that it was published with.
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

    /// The caller's names, else the file's, else ImageNet's for as many classes as that has.
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
