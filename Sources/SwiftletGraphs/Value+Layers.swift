import SwiftletTensors

// Layers with parameters.
extension Value {
    /// A convolution with weight `name.weight`, `[outputs, channels / groups, kernel height, kernel width]`.
    public func conv(
        _ name: String, _ outputs: Int, kernel: Size, stride: Size = 1, padding: Padding = .none, dilation: Size = 1,
        groups: Int = 1, bias: Bool = true
    ) -> Value {
        let path = builder.path(name)
        let operation = Convolution(
            outputs: outputs, window: Window(kernel: kernel, stride: stride, padding: padding, dilation: dilation),
            groups: groups, weight: path + ".weight", bias: bias ? path + ".bias" : nil)
        let inputs = groups > 0 ? channels / groups : 0
        return appending(
            .convolution(operation), name: name,
            parameters: weightAndBias(path, [outputs, inputs, kernel.height, kernel.width], bias ? outputs : nil))
    }

    /// A transposed convolution with weight `name.weight`, `[channels, outputs / groups, kernel height, kernel width]`.
    public func transposedConv(
        _ name: String, _ outputs: Int, kernel: Size, stride: Size = 1, padding: Padding = .none,
        outputPadding: Size = 0, groups: Int = 1, bias: Bool = true
    ) -> Value {
        let path = builder.path(name)
        let operation = TransposedConvolution(
            outputs: outputs, window: Window(kernel: kernel, stride: stride, padding: padding),
            outputPadding: outputPadding, groups: groups, weight: path + ".weight", bias: bias ? path + ".bias" : nil)
        let perGroup = groups > 0 ? outputs / groups : 0
        return appending(
            .transposedConvolution(operation), name: name,
            parameters: weightAndBias(path, [channels, perGroup, kernel.height, kernel.width], bias ? outputs : nil))
    }

    /// A fully connected layer with weight `name.weight`, `[outputs, features]`; flattens what is not yet flat.
    public func linear(_ name: String, _ outputs: Int, bias: Bool = true) -> Value {
        guard shape.rank == 2 else { return flatten().linear(name, outputs, bias: bias) }
        let path = builder.path(name)
        let operation = Linear(outputs: outputs, weight: path + ".weight", bias: bias ? path + ".bias" : nil)
        return appending(
            .linear(operation), name: name, parameters: weightAndBias(path, [outputs, shape[1]], bias ? outputs : nil))
    }

    /// Batch normalisation with `name.weight`, `.bias`, `.running_mean` and `.running_var`.
    public func batchNorm(_ name: String, epsilon: Double = 1e-5) -> Value {
        let operation = BatchNormalization(epsilon: epsilon, prefix: builder.path(name))
        let vector: Shape = [channels]
        return appending(
            .batchNormalization(operation), name: name,
            parameters: [
                (operation.weight, Parameter(shape: vector)), (operation.bias, Parameter(shape: vector)),
                (operation.runningMean, Parameter(shape: vector, isTrainable: false)),
                (operation.runningVariance, Parameter(shape: vector, isTrainable: false)),
            ])
    }

    /// PReLU with one slope a channel, `name.weight`.
    public func prelu(_ name: String) -> Value {
        let weight = builder.path(name) + ".weight"
        return appending(
            .parametricReLU(weight: weight), name: name, parameters: [(weight, Parameter(shape: [channels]))])
    }

    private func weightAndBias(_ path: String, _ weight: [Int], _ bias: Int?) -> [(String, Parameter)] {
        // A nonsensical shape becomes one that the builder reports.
        [(path + ".weight", Parameter(shape: Shape(exactly: weight) ?? [0]))]
            + (bias.map { [(path + ".bias", Parameter(shape: Shape(exactly: [$0]) ?? [0]))] } ?? [])
    }
}

// Layers without parameters.
extension Value {
    public func activation(_ activation: Activation) -> Value { appending(.activation(activation)) }
    public func relu() -> Value { activation(.relu) }
    public func relu6() -> Value { activation(.relu6) }
    public func hardSwish() -> Value { activation(.hardSwish) }
    public func hardSigmoid() -> Value { activation(.hardSigmoid) }
    public func sigmoid() -> Value { activation(.sigmoid) }
    public func silu() -> Value { activation(.silu) }

    /// The stride is the kernel unless given, as in PyTorch.
    public func maxPool(_ kernel: Size, stride: Size? = nil, padding: Padding = .none, ceilMode: Bool = false) -> Value
    {
        appending(
            .maxPool(
                Pool(window: Window(kernel: kernel, stride: stride ?? kernel, padding: padding), ceilMode: ceilMode)))
    }

    /// The stride is the kernel unless given; the padding counts unless told otherwise, as in PyTorch.
    public func averagePool(
        _ kernel: Size, stride: Size? = nil, padding: Padding = .none, ceilMode: Bool = false,
        countsPadding: Bool = true
    ) -> Value {
        appending(
            .averagePool(
                Pool(
                    window: Window(kernel: kernel, stride: stride ?? kernel, padding: padding), ceilMode: ceilMode,
                    countsPadding: countsPadding)))
    }

    public func adaptiveAveragePool(_ size: Size) -> Value { appending(.adaptiveAveragePool(size)) }

    /// The mean of every channel, `[batch, channels, 1, 1]`.
    public func globalAveragePool() -> Value { adaptiveAveragePool(1) }

    public func adaptiveMaxPool(_ size: Size) -> Value { appending(.adaptiveMaxPool(size)) }

    /// The maximum of every channel, `[batch, channels, 1, 1]`.
    public func globalMaxPool() -> Value { adaptiveMaxPool(1) }

    public func localResponseNormalization(size: Int, alpha: Double = 1e-4, beta: Double = 0.75, k: Double) -> Value {
        appending(.localResponseNormalization(LocalResponseNormalization(size: size, alpha: alpha, beta: beta, k: k)))
    }

    /// Channels `range` only.
    public func slice(_ range: Range<Int>) -> Value { appending(.slice(range)) }
    public func channelShuffle(groups: Int) -> Value { appending(.channelShuffle(groups: groups)) }
    public func pad(_ padding: ResolvedPadding) -> Value { appending(.pad(padding)) }
    public func dropout(_ rate: Double) -> Value { appending(.dropout(rate: rate)) }
    public func flatten() -> Value { appending(.flatten) }
    public func softmax() -> Value { appending(.softmax) }

    /// The map scaled to the size of `other`'s.
    public func resize(like other: Value, _ interpolation: Interpolation = .nearest) -> Value {
        appending(.resize(interpolation), with: [other])
    }

    public static func + (a: Value, b: Value) -> Value { a.appending(.add, with: [b]) }
    public static func * (a: Value, b: Value) -> Value { a.appending(.multiply, with: [b]) }
}

/// Joins maps of one size along their channels.
public func concatenate(_ values: Value...) -> Value { concatenate(values) }

/// Joins maps of one size along their channels.
/// - Precondition: there is at least one.
public func concatenate(_ values: [Value]) -> Value {
    values[0].appending(.concatenate, with: Array(values.dropFirst()))
}
