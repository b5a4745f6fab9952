import SwiftletGraphs
import SwiftletTensors

/// Other names under which published checkpoints have a network's parameters.
public struct KeyMap: Sendable {
    /// Whose names they are.
    public let naming: KeyNaming
    /// The network's key for a checkpoint's; nil for what the network does not have.
    private let rename: @Sendable (String) -> String?

    init(_ naming: KeyNaming, rename: @escaping @Sendable (String) -> String?) {
        self.naming = naming
        self.rename = rename
    }

    /// Renames whole modules: their parameters and statistics keep their last names.
    init(_ naming: KeyNaming, modules: [(theirs: String, ours: String)]) {
        let table = Dictionary(uniqueKeysWithValues: modules.map { ($0.theirs, $0.ours) })
        self.init(naming) { key in
            guard let dot = key.lastIndex(of: "."), let module = table[String(key[..<dot])] else { return nil }
            return key[dot...] == ".num_batches_tracked" ? nil : module + key[dot...]
        }
    }

    /// The network's key for a checkpoint's; nil for what the network does not have.
    public func callAsFunction(_ key: String) -> String? { rename(key) }

    /// A checkpoint's tensors under the network's keys. Some libraries write a linear layer as a 1×1 convolution or the
    /// other way round: such a weight takes the shape that `graph` has for it. Tensors without a place are left out.
    public func apply(to weights: Weights, for graph: Graph) -> Weights {
        var result = weights.renamed(rename)
        for (key, tensor) in result {
            guard let shape = graph.parameters[key]?.shape, shape != tensor.shape else { continue }
            let (longer, shorter) = shape.rank > tensor.shape.rank ? (shape, tensor.shape) : (tensor.shape, shape)
            let isPadded =
                Array(longer.extents.prefix(shorter.rank)) == shorter.extents
                && longer.extents.dropFirst(shorter.rank).allSatisfy { $0 == 1 }
            if isPadded { result[key] = tensor.reshaped(shape) }
        }
        return result
    }
}

extension CatalogueEntry {
    /// The key maps of checkpoints that name this network's parameters otherwise.
    public var keyMaps: [KeyMap] {
        (architecture as? any AlternativelyKeyed)?.keyMaps ?? []
    }

    /// Whose names the network's own keys are.
    public var naming: KeyNaming {
        let isMapped = keyMaps.contains { $0.naming == .timm }
        return isMapped || weights.contains { $0.naming == .torchvision } || weights.isEmpty ? .torchvision : .timm
    }

    /// A checkpoint's tensors under this network's keys, whichever of the known namings it has: its own, or that of the
    /// key map that places the most.
    ///
    /// What the network is known not to read is left out: batch counters, heads for training only. Anything else without a
    /// place stays as it is, for the caller to complain about.
    public func renamed(_ weights: Weights, for graph: Graph) -> Weights {
        let own = weights.paths.count { graph.parameters[$0] != nil }
        let counts = keyMaps.map { map in
            weights.paths.count { map($0).map { graph.parameters[$0] != nil } ?? false }
        }
        if let most = counts.max(), most > own {
            return keyMaps[counts.firstIndex(of: most)!].apply(to: weights, for: graph)
        }
        return parameters(of: weights, for: graph)
    }

    /// The tensors of a checkpoint with the network's own keys, without those that the network is known not to read.
    public func parameters(of weights: Weights, for graph: Graph) -> Weights {
        weights.renamed { key in
            let isKnown = graph.parameters[key] != nil
            return !isKnown && (key.hasSuffix(".num_batches_tracked") || architecture.ignores(key)) ? nil : key
        }
    }
}

/// A family for which checkpoints with other names are common.
protocol AlternativelyKeyed: Architecture {
    var keyMaps: [KeyMap] { get }
}

extension InvertedResidual.Keys {
    /// The names of the modules of a block, in one order for every naming.
    func modules(expands: Bool, excites: Bool) -> [String] {
        var names: [String] = []
        if expands, let expand { names += [expand.conv, expand.norm] }
        names += [depthwise.conv, depthwise.norm]
        if excites { names += [squeezeExcite.reduce, squeezeExcite.expand] }
        return names + [project.conv, project.norm]
    }

    /// What timm calls the modules of a block and what `ours` does.
    static func timmPairs(
        in theirPath: String, _ ourPath: String, ours: InvertedResidual.Keys, excites: Bool = false
    ) -> [(theirs: String, ours: String)] {
        let expands = ours.expand != nil
        let theirs: InvertedResidual.Keys = expands ? .timm : .timmSeparable
        return zip(
            theirs.modules(expands: expands, excites: excites), ours.modules(expands: expands, excites: excites)
        ).map { ("\(theirPath).\($0)", "\(ourPath).\($1)") }
    }
}
