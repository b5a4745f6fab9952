import SwiftletTensors

extension GraphRewriter {
    /// The node that can absorb batch norm `norm`. The norm must be the only reader of its output.
    ///
    /// - Parameter takesAffine: Whether a node's weights can absorb a factor and a term per output channel.
    package func foldingTarget(of norm: Int, takesAffine: (Node) -> Bool) -> Int? {
        guard let input = self[norm].reads.first, let producer = soleProducer(of: input), takesAffine(self[producer])
        else { return nil }
        return producer
    }
}

extension Graph {
    /// The same function with batch norms folded into the convolution or transposed convolution before them: factors
    /// into the weights, terms into the bias. Batch norms after other operations stay, and so do those after a
    /// convolution that shares its weights.
    ///
    /// - Parameter weights: A tensor for every parameter.
    /// - Returns: The graph and its weights, the folded ones as float32. A convolution `c.weight` without a bias gets
    ///   `c.bias`.
    /// - Throws: ``GraphError`` if weights are missing or have the wrong shape, or if a new bias would take an existing
    ///   name.
    public func foldingBatchNormalizations(_ weights: Weights) throws(GraphError) -> (graph: Graph, weights: Weights) {
        for (key, parameter) in parameters where weights[key]?.shape != parameter.shape {
            let given = weights[key].map { "is \($0.shape)" } ?? "is missing"
            throw GraphError(place: key, reason: "\(given); it must be \(parameter.shape)")
        }
        var readers: [String: Int] = [:]
        for node in nodes { for key in node.operation.parameters { readers[key, default: 0] += 1 } }
        var (graph, folded, failure) = (self, weights, GraphError?.none)
        graph.rewrite { rewriter, index in
            guard case .batchNormalization(let norm) = rewriter[index].operation,
                let target = rewriter.foldingTarget(
                    of: index, takesAffine: { $0.operation.convolutionWeight.map { readers[$0] == 1 } ?? false }),
                let affine = ChannelAffine(norm, weights: weights)
            else { return }
            var node = rewriter[target]
            guard let bias = node.operation.addBias() else { return }
            if parameters[bias] == nil, rewriter.graph.parameters[bias] != nil {
                failure = failure ?? GraphError(place: place(of: node), reason: "\(bias) is another layer's parameter")
            }
            rewriter[target] = node
            rewriter.absorb(index, into: target)
            for key in Operation.batchNormalization(norm).parameters where readers[key] == 1 {
                rewriter.graph.parameters[key] = nil
                folded[key] = nil
            }
            rewriter.graph.parameters[bias] = Parameter(shape: [affine.scale.count])
            folded.fold(affine, into: node.operation, bias: bias)
        }
        if let failure { throw failure }
        return (graph, folded)
    }
}

extension Operation {
    /// The key of the weights that have one slice per output channel.
    fileprivate var convolutionWeight: String? {
        switch self {
        case .convolution(let op): op.weight
        case .transposedConvolution(let op): op.weight
        default: nil
        }
    }

    /// Gives a convolution a bias if it has none.
    /// - Returns: The bias's key; nil for other operations.
    fileprivate mutating func addBias() -> String? {
        func name(_ weight: String) -> String {
            (weight.hasSuffix(".weight") ? String(weight.dropLast(".weight".count)) : weight) + ".bias"
        }
        switch self {
        case .convolution(var op):
            op.bias = op.bias ?? name(op.weight)
            self = .convolution(op)
            return op.bias
        case .transposedConvolution(var op):
            op.bias = op.bias ?? name(op.weight)
            self = .transposedConvolution(op)
            return op.bias
        default: return nil
        }
    }
}

extension Weights {
    /// Multiplies a convolution's weights and bias by the factors of its output channels, then adds the terms to the
    /// bias.
    fileprivate mutating func fold(_ affine: ChannelAffine, into operation: Operation, bias: String) {
        func scaled(_ tensor: Tensor, channel: (Int) -> Int) -> Tensor {
            let floats = tensor.floats()
            return Tensor(
                floats.indices.map { Float(Double(floats[$0]) * affine.scale[channel($0)]) }, shape: tensor.shape)
        }
        let outputs = affine.scale.count
        switch operation {
        case .convolution(let op):
            guard let weight = self[op.weight] else { return }
            let perOutput = weight.count / outputs
            self[op.weight] = scaled(weight) { $0 / perOutput }
        case .transposedConvolution(let op):
            // [inputs, outputs / groups, kernel height, kernel width]
            guard let weight = self[op.weight] else { return }
            let (inputs, columns) = (weight.shape[0], weight.shape[1])
            let area = weight.shape[2] * weight.shape[3]
            self[op.weight] = scaled(weight) { index in
                let (rest, column) = (index / area).quotientAndRemainder(dividingBy: columns)
                return rest / (inputs / op.groups) * columns + column
            }
        default: return
        }
        let before = self[bias]?.floats() ?? [Float](repeating: 0, count: outputs)
        self[bias] = Tensor(
            (0..<outputs).map { Float(Double(before[$0]) * affine.scale[$0] + affine.shift[$0]) }, shape: [outputs])
    }
}
