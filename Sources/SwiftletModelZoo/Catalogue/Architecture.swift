import SwiftletGraphs
import SwiftletTensors

/// A family of networks with its options chosen: `MobileNetV2(width: 0.75)`.
///
/// A catalogue entry names one choice. ``graph(name:options:)`` builds any other choice in the same way.
public protocol Architecture: Sendable {
    /// The input's extents unless a caller chooses others.
    var input: InputSize { get }
    /// The number of classes unless a caller chooses another.
    var classes: Int { get }
    /// The padding of layers that keep or halve the map, unless the weights have another.
    var padding: PaddingStyle { get }
    /// The ε of every batch norm, unless the weights have another.
    var batchNormEpsilon: Double { get }

    /// Whether checkpoints of this network may hold the parameter `key` although no output depends on it.
    func ignores(_ key: String) -> Bool

    /// Writes the network's layers over `image`, `[batch, channels, height, width]`.
    func layers(_ image: Value, _ style: NetworkStyle) throws(GraphError) -> NetworkValues
}

extension Architecture {
    public var input: InputSize { InputSize(224) }
    public var classes: Int { 1000 }
    public var padding: PaddingStyle { .symmetric }
    public var batchNormEpsilon: Double { 1e-5 }

    public func ignores(_ key: String) -> Bool { false }

    /// The network as a graph. Its outputs are `logits` (`[batch, classes]` for a classifier) and `embedding`, the
    /// classifier's input. ``NetworkOptions/features`` adds `feature.0`, `feature.1`, …, and
    /// ``NetworkOptions/auxiliaryHeads`` the outputs of those heads.
    /// - Throws: `GraphError` for the first layer that cannot be built, for example because the picture is too small.
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

/// The values that a network computes.
public struct NetworkValues {
    /// `[batch, classes]` of a classifier, `[batch, classes, height, width]` of a segmentation network.
    public var logits: Value
    /// The classifier's input, `[batch, features]`. Nil for a network that ends in another way.
    public var embedding: Value?
    /// The last map at each stride of the network, finest first.
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
