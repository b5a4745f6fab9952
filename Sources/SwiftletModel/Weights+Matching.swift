import SwiftletGraphs
import SwiftletModelZoo
import SwiftletTensors

extension Weights {
    /// Only the network's parameters, under its keys and in its order. Nothing is copied.
    ///
    /// Keys may be the network's own, or names that the catalogue's key maps know. They may be behind any common
    /// prefix: `module.` of PyTorch's `DataParallel`, `_orig_mod.` of `torch.compile`, `model.backbone.` of your own
    /// classes. If all parameters are behind the prefix, tensors outside it are left out.
    /// - Parameters:
    ///   - entry: The graph's row of the catalogue; nil for a network of your own.
    ///   - source: The name of the weights in errors, such as their file.
    ///   - prefix: Which network to take if the file holds several; nil otherwise.
    /// - Throws: ``WeightsMismatch`` for the closest names, and for a file that holds the network more than once.
    public func matched(
        to graph: Graph, of entry: CatalogueEntry? = nil, source: String, prefix: String? = nil
    ) throws(WeightsMismatch) -> Weights {
        try ArrangedWeights(self, for: graph, of: entry, prefix: prefix, source: source)
            .matched(to: graph, source: source)
    }
}
