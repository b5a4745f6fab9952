import Graphs
import ModelZoo
import Tensors

extension Weights {
    /// The same tensors under the network's keys, in the network's order and no others. Nothing is copied.
    ///
    /// Tried in turn: the keys as they are, and without the `module.` of PyTorch's `DataParallel`; of either, also what the
    /// catalogue's key maps make of them.
    /// - Parameters:
    ///   - entry: The row of the catalogue that the graph is of; nil for a network of one's own.
    ///   - source: What an error calls the weights, such as their file.
    /// - Throws: ``WeightsMismatch`` for the names that come nearest.
    public func matched(to graph: Graph, of entry: CatalogueEntry? = nil, source: String) throws(WeightsMismatch)
        -> Weights
    {
        let parameters = renamed { isCounter($0) ? nil : $0 }
        var nearest: WeightsMismatch?
        for plain in [parameters, parameters.withoutModulePrefix()].compactMap({ $0 }) {
            let candidate = entry?.renamed(plain, for: graph) ?? plain
            let mismatch = WeightsMismatch(candidate, for: graph, source: source)
            if mismatch.isEmpty {
                var result = Weights(metadata: metadata)
                for key in graph.parameters.keys { result[key] = candidate[key] }
                return result
            }
            if nearest.map({ mismatch.missing.count < $0.missing.count }) ?? true { nearest = mismatch }
        }
        throw nearest!
    }

    /// Nil where no key has the prefix, and where two tensors would share a key.
    private func withoutModulePrefix() -> Weights? {
        let prefix = "module."
        guard paths.contains(where: { $0.hasPrefix(prefix) }) else { return nil }
        let result = renamed { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : $0 }
        return result.count == count ? result : nil
    }
}
