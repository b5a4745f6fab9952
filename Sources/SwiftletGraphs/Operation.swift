/// What a node computes. Activations are `[batch, channels, height, width]`; semantics are PyTorch's and ONNX's.
///
/// Parameters are named by their state-dict keys; the graph's ``Graph/parameters`` give their shapes.
public enum Operation: Hashable, Sendable {
    /// Cross-correlation with optional bias.
    case convolution(Convolution)
    /// The gradient of a convolution with respect to its input, used for upsampling.
    case transposedConvolution(TransposedConvolution)
    /// `[batch, inputs]` → `[batch, outputs]`.
    case linear(Linear)
    /// Inference form: `(x − mean) / √(variance + ε) · weight + bias`, per channel of a map or per feature of rows.
    case batchNormalization(BatchNormalization)
    /// An element-wise function without parameters.
    case activation(Activation)
    /// `max(0, x) + weight · min(0, x)`, one weight a channel (or one in all).
    case parametricReLU(weight: String)
    case maxPool(Pool)
    case averagePool(Pool)
    /// Means over cells that divide the map into `size` parts; `1` is the global average pool.
    case adaptiveAveragePool(Size)
    /// Maxima over the same cells; `1` is the global max pool.
    case adaptiveMaxPool(Size)
    /// Sum of two values; an extent of 1 is repeated.
    case add
    /// Product of two values; an extent of 1 is repeated.
    case multiply
    /// Joins values along the channels, or rows along their features.
    case concatenate
    /// A range of channels, or of rows' features.
    case slice(Range<Int>)
    /// ShuffleNet §3.1: channels seen as `[groups, channels / groups]`, transposed, flattened.
    case channelShuffle(groups: Int)
    /// AlexNet §3.3, over `size` neighbouring channels: `x / (k + α / size · Σ x²)^β`.
    case localResponseNormalization(LocalResponseNormalization)
    /// The identity in inference; zeroes elements with probability `rate` in training.
    case dropout(rate: Double)
    /// `[batch, channels, height, width]` → `[batch, channels · height · width]`.
    case flatten
    /// Over the channels (axis 1).
    case softmax
    /// Scales the map of the first value to the size of the second's.
    case resize(Interpolation)
    case identity
    /// Zeros around the map; a negative amount takes that many rows or columns away.
    case pad(ResolvedPadding)
}

public struct Convolution: Hashable, Sendable {
    public var outputs: Int
    public var window: Window
    public var groups: Int
    /// Path of `[outputs, inputs / groups, kernel height, kernel width]`.
    public var weight: String
    /// Path of `[outputs]`.
    public var bias: String?

    public init(outputs: Int, window: Window, groups: Int = 1, weight: String, bias: String? = nil) {
        self.outputs = outputs
        self.window = window
        self.groups = groups
        self.weight = weight
        self.bias = bias
    }
}

public struct TransposedConvolution: Hashable, Sendable {
    public var outputs: Int
    /// The padding is taken away from the output.
    public var window: Window
    public var outputPadding: Size
    public var groups: Int
    /// Path of `[inputs, outputs / groups, kernel height, kernel width]`.
    public var weight: String
    public var bias: String?

    public init(
        outputs: Int, window: Window, outputPadding: Size = 0, groups: Int = 1, weight: String, bias: String? = nil
    ) {
        self.outputs = outputs
        self.window = window
        self.outputPadding = outputPadding
        self.groups = groups
        self.weight = weight
        self.bias = bias
    }
}

public struct Linear: Hashable, Sendable {
    public var outputs: Int
    /// Path of `[outputs, inputs]`.
    public var weight: String
    public var bias: String?

    public init(outputs: Int, weight: String, bias: String? = nil) {
        self.outputs = outputs
        self.weight = weight
        self.bias = bias
    }
}

public struct BatchNormalization: Hashable, Sendable {
    public var epsilon: Double
    /// The prefix of `.weight`, `.bias`, `.running_mean` and `.running_var`, each `[channels]`.
    public var prefix: String

    public init(epsilon: Double, prefix: String) {
        self.epsilon = epsilon
        self.prefix = prefix
    }

    public var weight: String { prefix + ".weight" }
    public var bias: String { prefix + ".bias" }
    public var runningMean: String { prefix + ".running_mean" }
    public var runningVariance: String { prefix + ".running_var" }
}

public enum Activation: Hashable, Sendable {
    case relu
    /// `min(max(x, 0), 6)`
    case relu6
    /// `min(max(x + 3, 0), 6) / 6`
    case hardSigmoid
    /// `x · hardSigmoid(x)` (MobileNetV3 §5.2)
    case hardSwish
    case sigmoid
    /// `x · sigmoid(x)`, also called swish
    case silu
    /// `x · Φ(x)` with the error function
    case gelu
    case tanh
    /// `x` where positive, `slope · x` elsewhere
    case leakyReLU(slope: Double)
}

public struct Pool: Hashable, Sendable {
    public var window: Window
    /// Rounds the output's extents up, so that a window may reach beyond the map and its padding; one that would start beyond
    /// the left padding and the map is dropped.
    public var ceilMode: Bool
    /// Whether an average divides by the padded window's area (PyTorch's default) or by the pixels really covered.
    public var countsPadding: Bool

    public init(window: Window, ceilMode: Bool = false, countsPadding: Bool = true) {
        self.window = window
        self.ceilMode = ceilMode
        self.countsPadding = countsPadding
    }
}

public struct LocalResponseNormalization: Hashable, Sendable {
    public var size: Int
    public var alpha: Double
    public var beta: Double
    public var k: Double

    public init(size: Int, alpha: Double, beta: Double, k: Double) {
        self.size = size
        self.alpha = alpha
        self.beta = beta
        self.k = k
    }
}

public enum Interpolation: Hashable, Sendable {
    /// Pixel `⌊i · input / output⌋`.
    case nearest
    /// Pixel centres aligned (PyTorch's `align_corners=False`).
    case bilinear
}

extension Operation {
    /// The field's name of the operation, as dumps and tables print it.
    public var name: String {
        switch self {
        case .convolution: "convolution"
        case .transposedConvolution: "transposed convolution"
        case .linear: "linear"
        case .batchNormalization: "batch norm"
        case .activation(let activation): activation.name
        case .parametricReLU: "PReLU"
        case .maxPool: "max pool"
        case .averagePool: "average pool"
        case .adaptiveAveragePool(1): "global average pool"
        case .adaptiveAveragePool: "adaptive average pool"
        case .adaptiveMaxPool(1): "global max pool"
        case .adaptiveMaxPool: "adaptive max pool"
        case .add: "add"
        case .multiply: "multiply"
        case .concatenate: "concatenate"
        case .slice: "slice"
        case .channelShuffle: "channel shuffle"
        case .localResponseNormalization: "local response norm"
        case .dropout: "dropout"
        case .flatten: "flatten"
        case .softmax: "softmax"
        case .resize: "resize"
        case .identity: "identity"
        case .pad(let padding): padding.isCrop ? "crop" : "pad"
        }
    }

    /// The state-dict keys that the operation reads.
    public var parameters: [String] {
        switch self {
        case .convolution(let op): [op.weight] + (op.bias.map { [$0] } ?? [])
        case .transposedConvolution(let op): [op.weight] + (op.bias.map { [$0] } ?? [])
        case .linear(let op): [op.weight] + (op.bias.map { [$0] } ?? [])
        case .batchNormalization(let op): [op.weight, op.bias, op.runningMean, op.runningVariance]
        case .parametricReLU(let weight): [weight]
        case .activation, .maxPool, .averagePool, .adaptiveAveragePool, .adaptiveMaxPool, .add, .multiply,
            .concatenate, .slice, .channelShuffle, .localResponseNormalization, .dropout, .flatten, .softmax, .resize,
            .identity, .pad:
            []
        }
    }
}

extension Activation {
    public var name: String {
        switch self {
        case .relu: "ReLU"
        case .relu6: "ReLU6"
        case .hardSigmoid: "hard sigmoid"
        case .hardSwish: "hard swish"
        case .sigmoid: "sigmoid"
        case .silu: "SiLU"
        case .gelu: "GELU"
        case .tanh: "tanh"
        case .leakyReLU: "leaky ReLU"
        }
    }
}
