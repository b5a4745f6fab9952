import SwiftletGraphs
import SwiftletModelZoo
import SwiftletTensors
import _SwiftletSystem

/// A file's tensors, sorted for a network into its parameters and the other tensors.
struct ArrangedWeights {
    let placement: KeyPlacement
    /// Whether every parameter was found. If not, ``weights`` is the closest match, for the error message.
    let isComplete: Bool
    /// Named as in the file, without the prefix.
    let weights: Weights
    /// Keys of the file outside the prefix, which are not the network's parameters.
    let leftOut: [String]

    private let map: KeyMap?
    private let entry: CatalogueEntry?

    /// - Parameter prefix: Which network to take if the file holds several; nil to find it.
    /// - Throws: ``WeightsMismatch`` if the file holds the network more than once.
    init(
        _ tensors: Weights, for graph: Graph, of entry: CatalogueEntry?, prefix: String?, source: String
    ) throws(WeightsMismatch) {
        self.entry = entry
        let keyMaps = entry?.keyMaps ?? []
        var placements = KeyPlacements(of: tensors, in: graph, keyMaps: keyMaps)
        if let prefix {
            placements = placements.restricted(to: prefix.isEmpty || prefix.hasSuffix(".") ? prefix : prefix + ".")
        }
        let complete = placements.complete
        var prefixes: [String] = []
        for placement in complete where !prefixes.contains(placement.prefix) { prefixes.append(placement.prefix) }
        guard prefixes.count <= 1 else {
            throw WeightsMismatch(source: source, network: graph.name, prefixes: prefixes)
        }
        let placement = complete.first ?? placements.nearest
        self.placement = placement
        isComplete = !complete.isEmpty
        map = placement.naming.flatMap { naming in keyMaps.first { $0.naming == naming } }

        guard !placement.prefix.isEmpty else {
            weights = tensors
            leftOut = []
            return
        }
        var inside = Weights(metadata: tensors.metadata)
        var outside: [String] = []
        for (key, tensor) in tensors {
            if key.hasPrefix(placement.prefix) {
                inside[String(key.dropFirst(placement.prefix.count))] = tensor
            } else if isComplete {
                if !isCounter(key) { outside.append(key) }
            } else {
                inside[key] = tensor
            }
        }
        weights = inside
        leftOut = outside
    }

    /// The tensors under the network's own keys, with the file's shapes.
    var renamed: Weights { map.map { weights.renamed($0.callAsFunction) } ?? weights }

    /// Only the network's parameters, under its keys, in its shapes and its order. Nothing is copied.
    /// - Throws: ``WeightsMismatch`` for keys, shapes and types that do not fit.
    func matched(to graph: Graph, source: String) throws(WeightsMismatch) -> Weights {
        let candidate =
            map?.apply(to: weights, for: graph) ?? entry?.parameters(of: weights, for: graph)
            ?? weights.renamed { isCounter($0) ? nil : $0 }
        let mismatch = WeightsMismatch(candidate, for: graph, source: source)
        guard mismatch.isEmpty else { throw mismatch }
        var result = Weights(metadata: weights.metadata)
        for key in graph.parameters.keys { result[key] = candidate[key] }
        return result
    }

    /// The decisions, a sentence each.
    var notes: [String] {
        guard !placement.prefix.isEmpty else { return [] }
        let prefix = printable(placement.prefix)
        guard !leftOut.isEmpty else { return ["The keys begin with '\(prefix)'."] }
        let names = leftOut.prefix(3).map { printable($0) }.joined(separator: ", ")
        let more = leftOut.count > 3 ? " and \(leftOut.count - 3) more" : ""
        return ["The network is what begins with '\(prefix)'. Left out: \(names)\(more)."]
    }
}
