import Engine
import Formats
import Graphs
import Imaging
import ModelZoo
import Tensors

/// A network that knows its pictures and its classes: graph, weights, preprocessing and labels.
///
/// A value: copies share the weights, which are never copied out of the executable or the file that they lie in, and the
/// compiled programs. All of it may be used from any number of tasks at once.
public struct Model: Sendable {
    /// The network, for one picture at a time.
    public let graph: Graph
    /// One tensor for every parameter of the graph, in the graph's order.
    public let weights: Weights
    /// What makes a photograph the network's input.
    public let preprocessing: Preprocessing
    /// A name for every class, in the order of the logits.
    public let labels: [String]
    /// Threads and instruction set.
    public private(set) var configuration: EngineConfiguration

    private(set) var programs = ProgramCache()

    public var name: String { graph.name }

    /// A network of one's own.
    ///
    /// - Parameters:
    ///   - graph: Takes one input, `[batch, channels, height, width]`, and gives `logits`.
    ///   - weights: Keys as in the graph, or as `matched(to:of:source:)` understands them.
    ///   - source: What errors call the weights.
    /// - Throws: ``ModelError`` for a graph that cannot be, and for weights of another network.
    public init(
        _ graph: Graph, weights: Weights, preprocessing: Preprocessing, labels: [String] = [],
        configuration: EngineConfiguration = .init(), source: String = "the weights"
    ) throws(ModelError) {
        try self.init(
            graph, of: nil, weights: weights, preprocessing: preprocessing, labels: labels,
            configuration: configuration, source: source)
    }

    private init(
        _ graph: Graph, of entry: CatalogueEntry?, weights: Weights, preprocessing: Preprocessing, labels: [String],
        configuration: EngineConfiguration, source: String
    ) throws(ModelError) {
        do throws(GraphError) {
            try graph.validate()
            guard graph.inputs.count == 1 else {
                throw GraphError(place: graph.name, reason: "has \(graph.inputs.count) inputs; a model has one")
            }
            self.graph = try graph.resized(to: graph.shape(of: graph.inputs[0]).withBatch(1))
        } catch {
            throw .graph(error)
        }
        do {
            self.weights = try weights.matched(to: graph, of: entry, source: source)
        } catch {
            throw .weights(error)
        }
        self.preprocessing = preprocessing
        self.labels = labels
        self.configuration = configuration
    }

    /// A network of the catalogue, with ImageNet's labels.
    ///
    /// - Parameters:
    ///   - name: By default the network whose weights are embedded.
    ///   - path: A `.safetensors` or `.pth` file; the embedded weights if nil.
    ///   - id: Which of `weights` the file holds: their preprocessing, padding and ε are taken. By
    ///     default the first.
    /// - Throws: ``ModelError`` for an unknown name, a file that cannot be read, and weights of another network.
    public init(
        named name: String = Embedded.network, weights path: String? = nil, publishedAs id: String? = nil,
        configuration: EngineConfiguration = .init()
    ) throws(ModelError) {
        let network = try CatalogueEntry.named(name)
        let published = try network.publishedWeights(id)
        try self.init(network, published, Weights(for: name, path: path), source: path, configuration)
    }

    /// - Parameter source: The weights' file; nil for the embedded ones.
    init(
        _ network: CatalogueEntry, _ published: WeightsEntry?, _ weights: Weights, source: String?,
        _ configuration: EngineConfiguration
    ) throws(ModelError) {
        let graph = try network.graph(for: published)
        try self.init(
            graph, of: network, weights: weights, preprocessing: Preprocessing(for: network, published),
            labels: graph.classCount == Embedded.imageNetLabels.count ? Embedded.imageNetLabels : [],
            configuration: configuration, source: source ?? "embedded \(network.name)")
    }

    /// The same network on another number of threads; a run's results do not depend on it.
    public func with(threads: Int) -> Model {
        var model = self
        model.configuration.threads = threads
        model.programs = ProgramCache()
        return model
    }

    /// The number of classes: the extent of the logits.
    public var classCount: Int { graph.classCount }
}

extension Graph {
    /// The extent of the logits.
    package var classCount: Int {
        guard let logits = outputs["logits"] else { return 0 }
        let shape = shape(of: logits)
        return shape.rank > 1 ? shape[1] : 0
    }
}

extension CatalogueEntry {
    /// The row called `name`.
    package static func named(_ name: String) throws(ModelError) -> CatalogueEntry {
        do {
            return try Catalogue.entry(name)
        } catch {
            throw .unknownNetwork(error)
        }
    }

    /// The network with the padding and ε of the given weights, if any.
    package func graph(
        _ options: NetworkOptions = NetworkOptions(), for published: WeightsEntry?
    ) throws(ModelError) -> Graph {
        do {
            return if let published { try graph(options, for: published) } else { try graph(options) }
        } catch {
            throw .graph(error)
        }
    }
}

extension Weights {
    /// The tensors of a file; without one, those embedded for the network.
    package init(for network: String, path: String?) throws(ModelError) {
        do {
            if let path {
                self = try WeightsFile.read(contentsOf: path)
                return
            }
            if let embedded = try Embedded.weights(for: network) {
                self = embedded
                return
            }
        } catch {
            throw .weightsFile(error)
        }
        throw .noWeights(network: network)
    }
}
