import SwiftletGraphs

/// A network by name: its family, its paper, what it costs, and where weights for it come from.
public struct CatalogueEntry: Sendable {
    public let name: String
    /// The family's name, as its paper gives it: `MobileNetV2`.
    public let family: String
    public let paper: Paper
    public let architecture: any Architecture
    /// Trainable scalars, for the network's own input size and classes, from the row's origin.
    public let parameters: Int
    /// Multiply-accumulates of convolutions and linear layers for one picture of the network's own size.
    public let macs: Int
    /// What trained weights there are: embedded ones first, then those of the network's own library, the best first.
    public private(set) var weights: [WeightsEntry]

    init(
        _ name: String, _ family: Family, _ architecture: any Architecture, parameters: Int, macs: Int,
        weights: [WeightsEntry] = []
    ) {
        self.name = name
        self.family = family.name
        paper = family.paper
        self.architecture = architecture
        self.parameters = parameters
        self.macs = macs
        self.weights =
            weights + TorchvisionWeights.entries(of: name, epsilon: architecture.batchNormEpsilon)
            + TimmWeights.entries(of: name)
    }

    /// The extents of a picture that the network was made for.
    public var inputSize: InputSize { architecture.input }

    /// The same network with other published weights: what tests publish themselves.
    package func publishing(_ weights: [WeightsEntry]) -> CatalogueEntry {
        var result = self
        result.weights = weights
        return result
    }

    /// The maps that ``NetworkOptions/features`` makes outputs, finest first.
    public func features() throws(GraphError) -> [FeatureMap] {
        let graph = try graph(NetworkOptions(features: true))
        let reductions = graph.reductions()
        return graph.outputs.filter { $0.key.hasPrefix("feature.") }.map { name, value in
            FeatureMap(name: name, channels: graph.shape(of: value).channels, reduction: reductions[value] ?? 1)
        }
    }

    /// The network as a graph; see ``Architecture/graph(name:options:)`` for its outputs.
    public func graph(_ options: NetworkOptions = NetworkOptions()) throws(GraphError) -> Graph {
        try architecture.graph(name: name, options: options)
    }

    /// The network as the given weights want it: their padding and ε, unless `options` says otherwise.
    public func graph(_ options: NetworkOptions = NetworkOptions(), for weights: WeightsEntry) throws(GraphError)
        -> Graph
    {
        var options = options
        options.padding = options.padding ?? weights.padding
        options.batchNormEpsilon = options.batchNormEpsilon ?? weights.batchNormEpsilon
        return try graph(options)
    }
}

/// A map that a network offers to whatever is built on it.
public struct FeatureMap: Hashable, Sendable, Codable {
    /// The output's name: `feature.0`, `feature.1`, ….
    public let name: String
    public let channels: Int
    /// How many pixels of the picture one of the map's stands for, in each direction.
    public let reduction: Int
}

extension Graph {
    /// For every value, how many pixels of the picture one of its map's pixels stands for, along the height.
    fileprivate func reductions() -> [ValueID: Int] {
        var reductions = Dictionary(uniqueKeysWithValues: inputs.map { ($0, 1) })
        for node in nodes {
            let inputs = node.inputs.map { reductions[$0] ?? 1 }
            reductions[node.output] =
                switch node.operation.definition.mapScale {
                case .same, .replaced: inputs[0]
                case .reduced(by: let stride): inputs[0] * stride.height
                case .enlarged(by: let stride): max(1, inputs[0] / stride.height)
                case .likeSecondInput: inputs[1]
                }
        }
        return reductions
    }
}

/// What the rows of one family share.
struct Family: Sendable {
    let name: String
    let paper: Paper
}

/// Where a network was described.
public struct Paper: Hashable, Sendable, Codable {
    public let title: String
    /// The first author's family name, with "et al." where there are more.
    public let authors: String
    public let year: Int
    /// An arXiv page, or what else there is.
    public let url: String

    init(_ title: String, _ authors: String, _ year: Int, arXiv: String) {
        self.init(title, authors, year, url: "https://arxiv.org/abs/\(arXiv)")
    }

    init(_ title: String, _ authors: String, _ year: Int, url: String) {
        self.title = title
        self.authors = authors
        self.year = year
        self.url = url
    }
}
