import SwiftletGraphs
import SwiftletModelZoo
import SwiftletTensors
import _SwiftletSystem

/// A file's tensors sorted out for a network: which are its parameters, and what lies beside them.
struct ArrangedWeights {
    let placement: KeyPlacement
    /// Whether every parameter was found; if not, ``weights`` is what comes nearest, for the error that says so.
    let isComplete: Bool
    /// Under the names that the file has, without the prefix.
    let weights: Weights
    /// Keys of the file that are no parameters, where a prefix tells them from the network's.
    let leftOut: [String]

    private let map: KeyMap?
    private let entry: CatalogueEntry?

    /// - Parameter prefix: Where the file holds the network, if it does so more than once; nil to find out.
    /// - Throws: ``WeightsMismatch`` if the network lies in the file more than once.
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

    /// The tensors under the network's own keys, in the shapes that the file has.
    var renamed: Weights { map.map { weights.renamed($0.callAsFunction) } ?? weights }

    /// The tensors under the network's keys and in its shapes, in its order and no others. Nothing is copied.
    /// - Throws: ``WeightsMismatch`` for whatever does not fit.
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

    /// What was decided, a sentence each.
    var notes: [String] {
        guard !placement.prefix.isEmpty else { return [] }
        let prefix = printable(placement.prefix)
        guard !leftOut.isEmpty else { return ["The keys begin with '\(prefix)'."] }
        let names = leftOut.prefix(3).map { printable($0) }.joined(separator: ", ")
        let more = leftOut.count > 3 ? " and \(leftOut.count - 3) more" : ""
        return ["The network is what begins with '\(prefix)'. Left out: \(names)\(more)."]
    }
}
