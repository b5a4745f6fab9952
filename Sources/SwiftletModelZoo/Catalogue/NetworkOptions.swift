import SwiftletGraphs

/// What one may choose of any network; nil leaves it to the network.
public struct NetworkOptions: Hashable, Sendable, Codable {
    /// Pictures at a time.
    public var batch: Int
    /// Planes of a picture.
    public var channels: Int?
    /// Pixels.
    public var height: Int?
    public var width: Int?
    public var classes: Int?
    /// Belongs to the weights: those trained by TensorFlow want ``PaddingStyle/same``.
    public var padding: PaddingStyle?
    /// Belongs to the weights as well.
    public var batchNormEpsilon: Double?
    /// Whether the last map at each stride becomes an output, `feature.0`, `feature.1`, ….
    public var features: Bool
    /// Whether the heads that only training uses are built, where the network has any.
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

/// How a layer that keeps or halves its map pads it.
public enum PaddingStyle: String, Hashable, Sendable, CaseIterable, Codable {
    /// PyTorch's habit: as much on every side.
    case symmetric
    /// TensorFlow's "SAME": the odd row or column at the bottom right.
    case same
}

/// The choices that a family's builder reads.
public struct NetworkStyle: Hashable, Sendable {
    public var classes: Int
    public var paddingStyle: PaddingStyle
    /// Of every batch norm.
    public var epsilon: Double
    public var auxiliaryHeads: Bool

    public init(classes: Int, paddingStyle: PaddingStyle, epsilon: Double, auxiliaryHeads: Bool = false) {
        self.classes = classes
        self.paddingStyle = paddingStyle
        self.epsilon = epsilon
        self.auxiliaryHeads = auxiliaryHeads
    }

    /// What keeps the map's size at stride 1, and divides it by the stride otherwise. At stride 1 both styles are the
    /// same numbers for an odd kernel.
    public func padding(_ kernel: Size, stride: Size = 1, dilation: Size = 1) -> Padding {
        if paddingStyle == .same, stride != 1 { return .same }
        return .symmetric((kernel.height - 1) / 2 * dilation.height, (kernel.width - 1) / 2 * dilation.width)
    }
}
