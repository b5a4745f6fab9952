import SwiftletGraphs
import SwiftletModelZoo
import SwiftletTensors

extension CatalogueEntry {
    /// The options with the classes and channels of a file's tensors, if these differ from `graph`'s: a network
    /// fine-tuned to ten classes has ten rows in its classifier.
    ///
    /// - Parameters:
    ///   - options: The options that built `graph`.
    ///   - weights: Under the network's own keys.
    func options(_ options: NetworkOptions, of graph: Graph, fitting weights: Weights) -> NetworkOptions {
        let fits = graph.parameters.allSatisfy { key, parameter in
            weights[key].map { $0.shape == parameter.shape } ?? true
        }
        guard !fits else { return options }
        var result = options
        let classes = options.classes ?? architecture.classes
        if let found = extent(of: \.classes, now: classes, options, graph, weights), found != classes {
            result.classes = found
        }
        let channels = options.channels ?? inputSize.channels
        if let found = extent(of: \.channels, now: channels, options, graph, weights), found != channels {
            result.channels = found
        }
        return result
    }

    /// Larger than in any network, and small enough to build one.
    private static let largestExtent = 1 << 20

    /// Reads an option off the tensors whose shapes change with it; nil if they disagree.
    private func extent(
        of option: WritableKeyPath<NetworkOptions, Int?>, now value: Int, _ options: NetworkOptions, _ graph: Graph,
        _ weights: Weights
    ) -> Int? {
        var larger = options
        larger[keyPath: option] = value + 1
        guard let other = try? self.graph(larger) else { return nil }
        var found: Int?
        for (key, parameter) in graph.parameters {
            guard let grown = other.parameters[key]?.shape, grown != parameter.shape, let tensor = weights[key] else {
                continue
            }
            for axis in 0..<min(parameter.shape.rank, grown.rank) where parameter.shape[axis] != grown[axis] {
                guard axis < tensor.shape.rank, tensor.shape[axis] <= Self.largestExtent else { return nil }
                let step = grown[axis] - parameter.shape[axis]
                let (steps, rest) = (tensor.shape[axis] - parameter.shape[axis]).quotientAndRemainder(dividingBy: step)
                guard rest == 0, value + steps >= 1, found == nil || found == value + steps else { return nil }
                found = value + steps
            }
        }
        return found
    }
}
