/// The kinds of layers, by their cost.
public enum LayerKind: String, Hashable, Sendable, CaseIterable {
    /// A 1×1 convolution over all channels.
    case pointwise
    /// A convolution of each channel by itself.
    case depthwise
    /// A convolution of groups of channels, with any kernel.
    case grouped
    /// A convolution over all channels with a kernel larger than 1×1.
    case dense
    case transposed
    case linear
    case normalization
    case activation
    case pooling
    /// Sums and products of maps, and softmax.
    case elementwise
    /// Concatenation, slices, shuffles, padding, resizing: layers that compute little or nothing.
    case movement

    /// Whether fvcore and timm count the layer's output as activations: true for convolutions and linear layers.
    var isProduct: Bool {
        switch self {
        case .pointwise, .depthwise, .grouped, .dense, .transposed, .linear: true
        case .normalization, .activation, .pooling, .elementwise, .movement: false
        }
    }

    /// The coarser kind.
    public var group: LayerGroup {
        switch self {
        case .pointwise: .pointwise
        case .depthwise: .depthwise
        case .grouped: .grouped
        case .dense, .transposed, .linear: .dense
        case .normalization, .activation, .pooling, .elementwise: .elementwise
        case .movement: .movement
        }
    }
}

/// The six kinds that break down a network's cost and time.
public enum LayerGroup: String, Hashable, Sendable, CaseIterable {
    case pointwise, depthwise
    /// Convolutions over all channels with a kernel larger than 1×1, transposed ones, and linear layers.
    case dense
    /// Convolutions of groups of several channels, with any kernel: ShuffleNet's 1×1, ResNeXt's 3×3.
    case grouped
    case elementwise
    case movement

    /// `pointwise`, `depthwise`, `dense`, `grouped`, `element-wise`, `data movement`.
    public var label: String {
        switch self {
        case .pointwise, .depthwise, .dense, .grouped: rawValue
        case .elementwise: "element-wise"
        case .movement: "data movement"
        }
    }
}
