import Graphs
import ModelZoo
import Tensors

extension Weights {
    /// The same tensors under the network's keys, in the network's order and no others.
    ///
    /// Tried in turn: the keys as they are; without the `module.` of PyTorch's `DataParallel`; and what packages other than
    /// the network's reference implementation call its parameters. Nothing is copied.
    /// - Parameter source: What an error calls the weights, such as their file.
    /// - Throws: ``WeightsMismatch`` for the names that come nearest.
    public func matched(to graph: Graph, source: String) throws(WeightsMismatch) -> Weights {
        var nearest: WeightsMismatch?
        for map in Self.keyMaps {
            guard let candidate = renamedWithoutCollisions(map) else { continue }
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

    /// State-dict keys → those of the catalogue; a key that a map does not know stays as it is. The first is the identity.
    private static let keyMaps: [@Sendable (String) -> String] = [
        { $0 },
        { $0.hasPrefix("module.") ? String($0.dropFirst("module.".count)) : $0 },
        { EfficientNetLitePackageKeys.timmKey($0) ?? $0 },
    ]

    /// Nil where two tensors would share a key.
    private func renamedWithoutCollisions(_ map: (String) -> String) -> Weights? {
        let parameters = renamed { isCounter($0) ? nil : $0 }
        let result = parameters.renamed(map)
        return result.count == parameters.count ? result : nil
    }
}
