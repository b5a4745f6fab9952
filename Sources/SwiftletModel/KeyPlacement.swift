import SwiftletGraphs
import SwiftletModelZoo
import SwiftletTensors

/// How a file names a network's parameters: the prefix, and the library whose names follow it.
struct KeyPlacement: Hashable {
    /// With its final dot, such as `module.` of PyTorch's `DataParallel`; empty without a prefix.
    let prefix: String
    /// Nil for the network's own names.
    let naming: KeyNaming?

    static let own = KeyPlacement(prefix: "", naming: nil)
}

/// Every placement of a network's parameters in a file, found by counting.
///
/// Training code wraps networks, and wraps the wrappers: `module.`, `_orig_mod.`, `model.backbone.`. Counting needs no
/// list of wrappers. A key ends in the name of a parameter, and the text before it is a prefix. The prefix that finds
/// all parameters is the network's.
struct KeyPlacements {
    /// The most components in a prefix.
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

    /// The usual case: the file has exactly the network's keys, so that no other placement is possible.
    private static func areExactly(_ weights: Weights, _ graph: Graph) -> Bool {
        weights.count(where: { !isCounter($0.key) }) == graph.parameters.count
            && graph.parameters.keys.allSatisfy { weights[$0] != nil }
    }

    /// The placements that find every parameter.
    var complete: [KeyPlacement] { ranked.prefix { $0.count == parameterCount }.map(\.placement) }

    /// The closest placement, for the error that lists missing keys. It is the network's own names unless another
    /// placement finds half of the parameters.
    var nearest: KeyPlacement {
        guard let first = ranked.first, 2 * first.count >= parameterCount else { return .own }
        return first.placement
    }

    /// The placements behind one prefix.
    func restricted(to prefix: String) -> KeyPlacements {
        KeyPlacements(ranked.filter { $0.placement.prefix == prefix }, parameterCount)
    }

    private init(_ ranked: [(placement: KeyPlacement, count: Int)], _ parameterCount: Int) {
        (self.ranked, self.parameterCount) = (ranked, parameterCount)
    }
}
