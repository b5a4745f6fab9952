import SwiftletGraphs
import SwiftletModelZoo
import SwiftletTensors

/// How a file names a network's parameters: what stands before each name, and whose names they are.
struct KeyPlacement: Hashable {
    /// With its final dot, such as `module.` of PyTorch's `DataParallel`; empty where nothing is added.
    let prefix: String
    /// Nil for the network's own names.
    let naming: KeyNaming?

    static let own = KeyPlacement(prefix: "", naming: nil)
}

/// Every way in which a file holds parameters of a network, found by counting.
///
/// Training code wraps networks, and wrappers in wrappers: `module.`, `_orig_mod.`, `model.backbone.`. No list of them is
/// needed. A key ends in the name of one of the network's parameters; what stands before it is a prefix; the prefix behind
/// which all parameters are found is the network's.
struct KeyPlacements {
    /// The most names before a parameter's own.
    private static let maximumDepth = 6

    /// How many of the network's parameters each placement finds, the most first.
    private let ranked: [(placement: KeyPlacement, count: Int)]
    private let parameterCount: Int

    init(of weights: Weights, in graph: Graph, keyMaps: [KeyMap]) {
        parameterCount = graph.parameters.count
        guard !Self.areExactly(weights, graph) else {
            ranked = [(.own, parameterCount)]
            return
        }
        var counts: [KeyPlacement: Int] = [:]
        for key in weights.paths where !isCounter(key) {
            var rest = key[...]
            for _ in 0...Self.maximumDepth {
                let name = String(rest)
                let prefix = { String(key[..<rest.startIndex]) }
                if graph.parameters[name] != nil {
                    counts[KeyPlacement(prefix: prefix(), naming: nil), default: 0] += 1
                }
                for map in keyMaps {
                    guard let own = map(name), graph.parameters[own] != nil else { continue }
                    counts[KeyPlacement(prefix: prefix(), naming: map.naming), default: 0] += 1
                }
                guard let dot = rest.utf8.firstIndex(of: UInt8(ascii: ".")) else { break }
                rest = rest[rest.utf8.index(after: dot)...]
            }
        }
        ranked = counts.map { ($0.key, $0.value) }.sorted {
            ($1.count, $0.placement.prefix.utf8.count, $0.placement.prefix, $0.placement.naming?.rawValue ?? "")
                < ($0.count, $1.placement.prefix.utf8.count, $1.placement.prefix, $1.placement.naming?.rawValue ?? "")
        }
    }

    /// The usual case: the network's keys and no others, so that nothing else can be found.
    private static func areExactly(_ weights: Weights, _ graph: Graph) -> Bool {
        weights.count(where: { !isCounter($0.key) }) == graph.parameters.count
            && graph.parameters.keys.allSatisfy { weights[$0] != nil }
    }

    /// The placements that find every parameter.
    var complete: [KeyPlacement] { ranked.prefix { $0.count == parameterCount }.map(\.placement) }

    /// The placement that comes nearest, for the error that says what is missing; the network's own names unless another
    /// finds half of the parameters.
    var nearest: KeyPlacement {
        guard let first = ranked.first, 2 * first.count >= parameterCount else { return .own }
        return first.placement
    }

    /// Those behind one prefix only.
    func restricted(to prefix: String) -> KeyPlacements {
        KeyPlacements(ranked.filter { $0.placement.prefix == prefix }, parameterCount)
    }

    private init(_ ranked: [(placement: KeyPlacement, count: Int)], _ parameterCount: Int) {
        (self.ranked, self.parameterCount) = (ranked, parameterCount)
    }
}
