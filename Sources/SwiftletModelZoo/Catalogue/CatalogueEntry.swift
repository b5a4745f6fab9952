import SwiftletGraphs

/// A network by name: its family, its paper, its cost, and where to get weights for it.
public struct CatalogueEntry: Sendable {
    public let name: String
    /// The family's name in its paper: `MobileNetV2`.
    public let family: String
    /// Nil for a network of your own without a paper.
    public let paper: Paper?
    public let architecture: any Architecture
    /// Trainable scalars, for the network's own input size and classes.
    public let parameters: Int
    /// Multiply-accumulates of convolutions and linear layers for one picture of the network's own size.
    public let macs: Int
    /// Trained weights: embedded ones first, then torchvision's and timm's, each library's best first.
    public private(set) var weights: [WeightsEntry]

    init(
        _ name: String, _ family: Family, _ architecture: any Architecture, parameters: Int, macs: Int,
        weights: [WeightsEntry] = []
    ) {
        self.init(
            name: name, family: family.name, paper: family.paper, architecture: architecture, parameters: parameters,
            macs: macs,
            weights: weights + TorchvisionWeights.entries(of: name, epsilon: architecture.batchNormEpsilon)
                + TimmWeights.entries(of: name))
    }

    init(
        name: String, family: String, paper: Paper?, architecture: any Architecture, parameters: Int, macs: Int,
        weights: [WeightsEntry]
    ) {
        self.name = name
        self.family = family
        self.paper = paper
        self.architecture = architecture
        self.parameters = parameters
        self.macs = macs
        self.weights = weights
    }

    /// The picture size that the network was designed for.
    public var inputSize: InputSize { architecture.input }

    /// The same network with other published weights, for tests.
    package func publishing(_ weights: [WeightsEntry]) -> CatalogueEntry {
        var result = self
        result.weights = weights
        return result
    }

    /// The maps that become outputs with ``NetworkOptions/features``, finest first.
    public func features() throws(GraphError) -> [FeatureMap] {
        let graph = try graph(NetworkOptions(features: true))
        let reductions = graph.reductions()
        return graph.outputs.filter { $0.key.hasPrefix("feature.") }.map { name, value in
            FeatureMap(name: name, channels: graph.shape(of: value).channels, reduction: reductions[value] ?? 1)
        }
    }

    /// The network as a graph. ``Architecture/graph(name:options:)`` lists its outputs.
    public func graph(_ options: NetworkOptions = NetworkOptions()) throws(GraphError) -> Graph {
        try architecture.graph(name: name, options: options)
    }

    /// The network with the padding and ε of the given weights, unless `options` has others.
    public func graph(_ options: NetworkOptions = NetworkOptions(), for weights: WeightsEntry) throws(GraphError)
        -> Graph
    {
        var options = options
        options.padding = options.padding ?? weights.padding
        options.batchNormEpsilon = options.batchNormEpsilon ?? weights.batchNormEpsilon
        return try graph(options)
    }
}

/// A map that detectors and segmentation networks can build on.
public struct FeatureMap: Hashable, Sendable, Codable {
    /// The output's name: `feature.0`, `feature.1`, ….
    public let name: String
    public let channels: Int
    /// The picture's height and width divided by the map's.
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

/// The name and the paper that a family's entries share.
struct Family: Sendable {
    let name: String
    let paper: Paper
}

/// The paper that describes a network.
public struct Paper: Hashable, Sendable, Codable {
    public let title: String
    /// The authors' family names: one, two with "and", or the first with "et al.".
    public let authors: String
    public let year: Int
    /// The arXiv page, or another page if the paper has none.
    public let url: String

    init(_ title: String, _ authors: String, _ year: Int, arXiv: String) {
        self.init(title, authors, year, url: "https://arxiv.org/abs/\(arXiv)")
    }

    public init(_ title: String, _ authors: String, _ year: Int, url: String) {
        self.title = title
        self.authors = authors
        self.year = year
        self.url = url
    }
}
