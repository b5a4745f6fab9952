import SwiftletEngine
import SwiftletFormats
import SwiftletGraphs
import SwiftletImaging
import SwiftletModelZoo
import SwiftletTensors
import _SwiftletSystem

/// A network that knows its pictures and its classes: graph, weights, preprocessing and labels.
///
/// A value. Copies share the compiled programs and the weights. Weights stay in the executable or in their file and are
/// never copied. Any number of tasks may use a model at once.
public struct Model: Sendable {
    /// The network, for one picture at a time.
    public let graph: Graph
    /// One tensor for every parameter of the graph, in the graph's order.
    public let weights: Weights
    /// Prepares a photograph as the network's input.
    public internal(set) var preprocessing: Preprocessing
    /// A name for every class, in the order of the logits; or none.
    public let labels: [String]
    /// Where the weights come from, and how they were identified.
    public let provenance: Provenance
    /// Threads and instruction set.
    public private(set) var configuration: EngineConfiguration

    private(set) var programs = ProgramCache()
    /// The weights packed for the engine. All programs of the model share them.
    package let packed: PackedWeights

    public var name: String { graph.name }

    /// Your own network.
    ///
    /// - Parameters:
    ///   - graph: Takes one input, `[batch, channels, height, width]`, and gives `logits`.
    ///   - weights: Keys as in the graph, or any form that `matched(to:of:source:)` accepts.
    ///   - source: The name of the weights in errors.
    ///   - labels: A name for every class, or none.
    /// - Throws: ``ModelError`` for an invalid graph, weights of another network, or a wrong number of labels.
    public init(
        _ graph: Graph, weights: Weights, preprocessing: Preprocessing, labels: [String] = [],
        configuration: EngineConfiguration = .init(), source: String = "the weights"
    ) throws(ModelError) {
        let matched: Weights
        do {
            matched = try weights.matched(to: graph, source: source)
        } catch {
            throw .weights(error)
        }
        try self.init(
            graph, matched: matched, preprocessing: preprocessing, labels: labels,
            provenance: Provenance(file: nil, id: nil, .caller), configuration: configuration)
    }

    /// - Parameter weights: One tensor for every parameter, in the graph's order.
    private init(
        _ graph: Graph, matched weights: Weights, preprocessing: Preprocessing, labels: [String],
        provenance: Provenance, configuration: EngineConfiguration
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
        guard labels.isEmpty || labels.count == graph.classCount else {
            throw .labels(network: graph.name, count: labels.count, classes: graph.classCount)
        }
        self.weights = weights
        packed = PackedWeights(weights)
        self.preprocessing = preprocessing
        self.labels = labels
        self.provenance = provenance
        self.configuration = configuration
    }

    /// A network of the catalogue with the weights of a file, or with the embedded ones.
    ///
    /// The file may be a published one, or may hold a network that was trained or fine-tuned elsewhere: with other
    /// classes, a prefix before its keys, averaged weights. ``provenance`` tells how it was identified.
    ///
    /// ```swift
    /// let flowers = try Model(named: "mobilenet_v3_small", weights: "flowers.pth", labels: ["daisy", "rose", "tulip"])
    /// ```
    ///
    /// - Parameters:
    ///   - name: By default the network whose weights are embedded.
    ///   - path: A `.safetensors` or `.pth` file; the embedded weights if nil.
    ///   - id: The published weights whose preprocessing, padding and ε are taken. By default the file's hash decides,
    ///     else the names of its keys.
    ///   - labels: A name for every class. By default the file's, else ImageNet's for 1,000 classes, else none.
    ///   - prefix: What the network's keys begin with, if the file holds several networks; otherwise it is found.
    ///   - checkpoint: Which part of a training checkpoint to take.
    /// - Throws: ``ModelError`` for an unknown name, an unreadable file, weights of another network, or a wrong number
    ///   of labels.
    public init(
        named name: String = Embedded.network, weights path: FilePath? = nil, publishedAs id: String? = nil,
        labels: [String]? = nil, prefix: String? = nil, checkpoint: CheckpointOptions = .init(),
        configuration: EngineConfiguration = .init()
    ) throws(ModelError) {
        var choice = WeightsChoice(path.map { .file($0) } ?? .embedded)
        (choice.id, choice.labels, choice.prefix, choice.checkpoint) = (id, labels, prefix, checkpoint)
        try self.init(.named(name), choice, configuration)
    }

    /// The same for a path as text.
    @_disfavoredOverload
    public init(
        named name: String = Embedded.network, weights path: String?, publishedAs id: String? = nil,
        labels: [String]? = nil, prefix: String? = nil, checkpoint: CheckpointOptions = .init(),
        configuration: EngineConfiguration = .init()
    ) throws(ModelError) {
        let file: FilePath?
        if let path {
            guard let exact = FilePath(exactly: path) else {
                throw .weightsFile(
                    FormatError(file: printable(path: path.utf8), reason: "not a path: it holds a NUL"))
            }
            file = exact
        } else {
            file = nil
        }
        try self.init(
            named: name, weights: file, publishedAs: id, labels: labels, prefix: prefix, checkpoint: checkpoint,
            configuration: configuration)
    }

    package init(
        _ network: CatalogueEntry, _ choice: WeightsChoice, _ configuration: EngineConfiguration
    ) throws(ModelError) {
        let fitted = try network.fitted(to: choice)
        try self.init(
            fitted.graph, matched: fitted.weights, preprocessing: Preprocessing(for: network, fitted.published),
            labels: fitted.labels, provenance: fitted.provenance, configuration: configuration)
    }

    /// The same network on another number of threads. Results do not depend on it. Both share the packed weights.
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

    /// The network with the padding and ε of the given published weights, if any.
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
