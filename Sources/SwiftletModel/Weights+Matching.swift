import SwiftletGraphs
import SwiftletModelZoo
import SwiftletTensors

extension Weights {
    /// The same tensors under the network's keys, in the network's order and no others. Nothing is copied.
    ///
    /// Keys may be the network's own or those that the catalogue's key maps know, behind any common prefix: `module.` of
    /// PyTorch's `DataParallel`, `_orig_mod.` of `torch.compile`, `model.backbone.` of one's own classes. What lies beside
    /// the prefix is left out if all the parameters are behind it.
    /// - Parameters:
    ///   - entry: The row of the catalogue that the graph is of; nil for a network of one's own.
    ///   - source: What an error calls the weights, such as their file.
    ///   - prefix: Which of several networks in the file to take; nil where it holds one.
    /// - Throws: ``WeightsMismatch`` for the names that come nearest, and for a network that is there more than once.
    public func matched(
        to graph: Graph, of entry: CatalogueEntry? = nil, source: String, prefix: String? = nil
    ) throws(WeightsMismatch) -> Weights {
        try ArrangedWeights(self, for: graph, of: entry, prefix: prefix, source: source)
            .matched(to: graph, source: source)
    }
}
