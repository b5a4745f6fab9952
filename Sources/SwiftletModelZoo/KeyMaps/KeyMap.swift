import SwiftletGraphs
import SwiftletTensors

/// Other names of a network's parameters, which published checkpoints use.
public struct KeyMap: Sendable {
    /// The library whose names they are.
    public let naming: KeyNaming
    /// The network's key for a checkpoint's key. Nil for a tensor that the network does not have.
    private let rename: @Sendable (String) -> String?

    init(_ naming: KeyNaming, rename: @escaping @Sendable (String) -> String?) {
        self.naming = naming
        self.rename = rename
    }

    /// Renames whole modules. The last component of a key stays.
    init(_ naming: KeyNaming, modules: [(theirs: String, ours: String)]) {
        let table = Dictionary(uniqueKeysWithValues: modules.map { ($0.theirs, $0.ours) })
        self.init(naming) { key in
            guard let dot = key.lastIndex(of: "."), let module = table[String(key[..<dot])] else { return nil }
            return key[dot...] == ".num_batches_tracked" ? nil : module + key[dot...]
        }
    }

    /// The network's key for a checkpoint's key. Nil for a tensor that the network does not have.
    public func callAsFunction(_ key: String) -> String? { rename(key) }

    /// A checkpoint's tensors under the network's keys, without those that the network does not have.
    ///
    /// Some libraries write a linear layer as a 1×1 convolution, or the reverse. Its weight gets the shape that it has in
    /// `graph`.
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
    /// The key maps of checkpoints that have other names for this network's parameters.
    public var keyMaps: [KeyMap] {
        (architecture as? any AlternativelyKeyed)?.keyMaps ?? []
    }

    /// The library whose names the network's own keys are.
    public var naming: KeyNaming {
        let isMapped = keyMaps.contains { $0.naming == .timm }
        return isMapped || weights.contains { $0.naming == .torchvision } || weights.isEmpty ? .torchvision : .timm
    }

    /// A checkpoint's tensors under this network's keys. The checkpoint may use the network's own names or those of a key
    /// map: the names that place the most tensors count.
    ///
    /// Leaves out tensors that the network never reads: batch counters, heads that only training uses. Of a checkpoint with the
    /// network's own names, any other tensor without a place stays, so that the caller can report it.
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

    /// The tensors of a checkpoint with the network's own keys, without those that the network never reads.
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
    /// The names of a block's modules, in the same order for every library.
    func modules(expands: Bool, excites: Bool) -> [String] {
        var names: [String] = []
        if expands, let expand { names += [expand.conv, expand.norm] }
        names += [depthwise.conv, depthwise.norm]
        if excites { names += [squeezeExcite.reduce, squeezeExcite.expand] }
        return names + [project.conv, project.norm]
    }

    /// timm's name of each of a block's modules, beside the one in `ours`.
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
