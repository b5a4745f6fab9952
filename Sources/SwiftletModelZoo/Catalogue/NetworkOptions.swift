import SwiftletGraphs

/// The choices that every network offers. Nil keeps the network's own value.
public struct NetworkOptions: Hashable, Sendable, Codable {
    /// Pictures per run.
    public var batch: Int
    /// Channels of a picture.
    public var channels: Int?
    /// In pixels.
    public var height: Int?
    public var width: Int?
    public var classes: Int?
    /// A property of the weights: weights from TensorFlow need ``PaddingStyle/same``.
    public var padding: PaddingStyle?
    /// A property of the weights as well.
    public var batchNormEpsilon: Double?
    /// Whether the last map at each stride becomes an output, `feature.0`, `feature.1`, ….
    public var features: Bool
    /// Whether the graph has the heads that only training uses, if the network has any.
    public var auxiliaryHeads: Bool

    public init(
        batch: Int = 1, channels: Int? = nil, height: Int? = nil, width: Int? = nil, classes: Int? = nil,
        padding: PaddingStyle? = nil, batchNormEpsilon: Double? = nil, features: Bool = false,
        auxiliaryHeads: Bool = false
    ) {
        self.batch = batch
        self.channels = channels
        self.height = height
        self.width = width
        self.classes = classes
        self.padding = padding
        self.batchNormEpsilon = batchNormEpsilon
        self.features = features
        self.auxiliaryHeads = auxiliaryHeads
    }
}

/// The padding of a layer that keeps or halves its map.
public enum PaddingStyle: String, Hashable, Sendable, CaseIterable, Codable {
    /// PyTorch's: the same on every side.
    case symmetric
    /// TensorFlow's "SAME": an odd row or column goes to the bottom or to the right.
    case same
}

/// The options that an architecture's layers depend on.
public struct NetworkStyle: Hashable, Sendable {
    public var classes: Int
    public var paddingStyle: PaddingStyle
    /// The ε of every batch norm.
    public var epsilon: Double
    public var auxiliaryHeads: Bool

    public init(classes: Int, paddingStyle: PaddingStyle, epsilon: Double, auxiliaryHeads: Bool = false) {
        self.classes = classes
        self.paddingStyle = paddingStyle
        self.epsilon = epsilon
        self.auxiliaryHeads = auxiliaryHeads
    }

    /// The padding that keeps the map's size at stride 1 and divides it by any other stride. At stride 1, both styles pad
    /// odd kernels alike.
    public func padding(_ kernel: Size, stride: Size = 1, dilation: Size = 1) -> Padding {
        if paddingStyle == .same, stride != 1 { return .same }
        return .symmetric((kernel.height - 1) / 2 * dilation.height, (kernel.width - 1) / 2 * dilation.width)
    }
}
