import SwiftletGraphs
import SwiftletTensors

/// A family of networks with its options filled in: `MobileNetV2(width: 0.75)`.
///
/// A catalogue row names one; any other choice of options is built the same way, through ``graph(name:options:)``.
public protocol Architecture: Sendable {
    /// The input's extents and the classes where a caller does not choose.
    var input: InputSize { get }
    var classes: Int { get }
    /// How layers that keep or halve the map pad it, where the weights do not say otherwise.
    var padding: PaddingStyle { get }
    /// The ε of every batch norm, where the weights do not say otherwise.
    var batchNormEpsilon: Double { get }

    /// Whether checkpoints of this network may have the parameter `key` although no output depends on it.
    func ignores(_ key: String) -> Bool

    /// Writes the network out over `image`, `[batch, channels, height, width]`.
    func layers(_ image: Value, _ style: NetworkStyle) throws(GraphError) -> NetworkValues
}

extension Architecture {
    public var input: InputSize { InputSize(224) }
    public var classes: Int { 1000 }
    public var padding: PaddingStyle { .symmetric }
    public var batchNormEpsilon: Double { 1e-5 }

    public func ignores(_ key: String) -> Bool { false }

    /// The network as a graph. Outputs: `logits` (`[batch, classes]` for a classifier); `embedding`, what the classifier
    /// reads; with ``NetworkOptions/features`` also `feature.0`, `feature.1`, …; with
    /// ``NetworkOptions/auxiliaryHeads`` what they give.
    /// - Throws: `GraphError` for the first layer that cannot be, as when the picture is too small.
    public func graph(name: String, options: NetworkOptions = NetworkOptions()) throws(GraphError) -> Graph {
        let extents = [
            options.batch, options.channels ?? input.channels, options.height ?? input.height,
            options.width ?? input.width,
        ]
        guard let shape = Shape(exactly: extents) else {
            throw GraphError(place: name, reason: "an input of \(extents) is not possible")
        }
        let style = NetworkStyle(
            classes: options.classes ?? classes, paddingStyle: options.padding ?? padding,
            epsilon: options.batchNormEpsilon ?? batchNormEpsilon, auxiliaryHeads: options.auxiliaryHeads)
        return try Graph.build(name, input: shape) { image throws(GraphError) in
            let values = try layers(image, style)
            if let embedding = values.embedding { embedding.output("embedding") }
            for (auxiliary, value) in values.auxiliary { value.output(auxiliary) }
            if options.features {
                for (i, feature) in values.features.enumerated() { feature.output("feature.\(i)") }
            }
            return values.logits
        }
    }
}

/// What a network gives.
public struct NetworkValues {
    /// `[batch, classes]` of a classifier, `[batch, classes, height, width]` of a segmentation network.
    public var logits: Value
    /// What the classifier reads, `[batch, features]`. A network that ends otherwise has none.
    public var embedding: Value?
    /// The last map at each of the network's strides, finest first.
    public var features: [Value]
    /// Outputs of heads that only training uses, by name.
    public var auxiliary: [(name: String, value: Value)]

    public init(
        logits: Value, embedding: Value? = nil, features: [Value] = [], auxiliary: [(name: String, value: Value)] = []
    ) {
        self.logits = logits
        self.embedding = embedding
        self.features = features
        self.auxiliary = auxiliary
    }
}

/// A picture's extents.
public struct InputSize: Hashable, Sendable, Codable {
    public var channels: Int
    public var height: Int
    public var width: Int

    public init(_ side: Int, channels: Int = 3) {
        self.init(channels: channels, height: side, width: side)
    }

    public init(channels: Int, height: Int, width: Int) {
        self.channels = channels
        self.height = height
        self.width = width
    }
}
