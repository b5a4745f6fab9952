/// What a node computes. Activations are `[batch, channels, height, width]`; the semantics are PyTorch's and ONNX's.
///
/// State-dict keys name the parameters; ``Graph/parameters`` gives their shapes. All else that this module knows of an
/// operation is in one file under `Operations`.
public enum Operation: Hashable, Sendable {
    /// Cross-correlation with optional bias.
    case convolution(Convolution)
    /// The gradient of a convolution with respect to its input, which enlarges maps.
    case transposedConvolution(TransposedConvolution)
    /// `[batch, inputs]` → `[batch, outputs]`.
    case linear(Linear)
    /// Inference form: `(x − mean) / √(variance + ε) · weight + bias`, for each channel of a map or each feature of rows.
    case batchNormalization(BatchNormalization)
    /// ConvNeXt's layer norm, over the channels of each pixel.
    case layerNorm2d(LayerNorm2d)
    /// AlexNet §3.3, over `size` neighbouring channels: `x / (k + α / size · Σ x²)^β`.
    case localResponseNormalization(LocalResponseNormalization)
    /// An element-wise function without parameters.
    case activation(Activation)
    /// `max(0, x) + weight · min(0, x)`, with one weight for each channel, or one for all.
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
    /// Over the channels (axis 1).
    case softmax
    /// Scales the map of the first value to the size of the second's.
    case resize(Interpolation)
    /// Zeros around the map; a negative amount removes rows or columns.
    case pad(ResolvedPadding)
    /// The identity in inference; zeroes elements with probability `rate` in training.
    case dropout(rate: Double)
    /// `[batch, channels, height, width]` → `[batch, channels · height · width]`.
    case flatten
    case identity
}

extension Operation {
    /// What this module knows of the operation. No other switch here lists all operations.
    package var definition: any OperationDefinition {
        switch self {
        case .convolution(let convolution): convolution
        case .transposedConvolution(let convolution): convolution
        case .linear(let linear): linear
        case .batchNormalization(let norm): norm
        case .layerNorm2d(let norm): norm
        case .localResponseNormalization(let norm): norm
        case .activation(let activation): activation
        case .parametricReLU(let weight): ParametricReLU(weight: weight)
        case .maxPool(let pool): MaxPool(pool: pool)
        case .averagePool(let pool): AveragePool(pool: pool)
        case .adaptiveAveragePool(let size): AdaptivePool(.average, size)
        case .adaptiveMaxPool(let size): AdaptivePool(.max, size)
        case .add: Arithmetic(.add)
        case .multiply: Arithmetic(.multiply)
        case .concatenate: Concatenate()
        case .slice(let range): Slice(range)
        case .channelShuffle(let groups): ChannelShuffle(groups: groups)
        case .softmax: Softmax()
        case .resize(let interpolation): Resize(interpolation)
        case .pad(let padding): Pad(padding)
        case .dropout(let rate): Dropout(rate: rate)
        case .flatten: Flatten()
        case .identity: Identity()
        }
    }

    /// The field's name of the operation, as listings and tables print it.
    public var name: String { definition.name }

    /// The state-dict keys that the operation reads.
    public var parameters: [String] { definition.parameters.map(\.key) }
}

extension Operation: CustomStringConvertible {
    /// The operation's name, and its options that differ from the usual.
    public var description: String {
        let definition = definition
        let options = definition.options.joined(separator: ", ")
        return options.isEmpty ? definition.name : "\(definition.name) \(options)"
    }
}
