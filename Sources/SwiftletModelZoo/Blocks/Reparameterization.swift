import SwiftletGraphs
import SwiftletTensors

/// A family whose blocks train as several branches and run as one convolution (RepVGG §3.3).
public protocol Reparameterizable: Architecture {
    /// True for the form with one convolution per block.
    var isReparameterized: Bool { get set }
}

extension Reparameterizable {
    /// Turns trained weights into those of the form with one convolution per block: folds the batch norms of a block's
    /// branches, pads the branches to one kernel, and sums them.
    /// - Throws: `GraphError` that names a missing parameter or one of the wrong shape.
    public func reparameterize(_ weights: Weights, options: NetworkOptions = NetworkOptions()) throws(GraphError)
        -> Weights
    {
        var trained = self
        trained.isReparameterized = false
        var deployed = self
        deployed.isReparameterized = true
        let source = try trained.graph(name: "trained", options: options)
        let target = try deployed.graph(name: "deployed", options: options)
        for (key, parameter) in source.parameters where weights[key]?.shape != parameter.shape {
            let given = weights[key].map { "is \($0.shape)" } ?? "is missing"
            throw GraphError(place: key, reason: "\(given); it must be \(parameter.shape)")
        }

        var result = Weights(metadata: weights.metadata)
        for node in target.nodes {
            if case .convolution(let op) = node.operation, let bias = op.bias, source.parameters[op.weight] == nil {
                let branches = source.nodes.filter { $0.path.hasPrefix(blockPath(of: op.weight)) }
                let sum = summed(branches, as: op, shape: target.parameters[op.weight]!.shape, weights)
                result[op.weight] = sum.kernel
                result[bias] = sum.bias
            } else {
                for key in node.operation.parameters { result[key] = weights[key] }
            }
        }
        return result
    }

    /// `stages.0.1.` for `stages.0.1.reparam_conv.weight`.
    private func blockPath(of weight: String) -> String {
        String(weight.dropLast("reparam_conv.weight".count))
    }

    /// The kernel, of the given shape, and the bias of the one convolution `op` that replaces the branches.
    private func summed(_ branches: [Node], as op: Convolution, shape: Shape, _ weights: Weights) -> (
        kernel: Tensor, bias: Tensor
    ) {
        let (outputs, inputs) = (shape[0], shape[1])
        let size = op.window.kernel
        var kernel = [Double](repeating: 0, count: shape.count)
        var bias = [Double](repeating: 0, count: outputs)
        func tap(_ o: Int, _ i: Int, _ y: Int, _ x: Int) -> Int {
            ((o * inputs + i) * size.height + y) * size.width + x
        }
        for norm in branches {
            guard case .batchNormalization(let bn) = norm.operation else { continue }
            guard let affine = ChannelAffine(bn, weights: weights) else { continue }
            var branch: Convolution?
            if let node = branches.first(where: { $0.output == norm.inputs[0] }),
                case .convolution(let op) = node.operation
            {
                branch = op
            }
            let kernels = branch.flatMap { weights[$0.weight]?.floats() } ?? []
            for o in 0..<outputs {
                let scale = affine.scale[o]
                bias[o] += affine.shift[o]
                guard let branch else {
                    // A batch norm of the block's input is a kernel of one tap: the centre of the same channel.
                    kernel[tap(o, o % inputs, size.height / 2, size.width / 2)] += scale
                    continue
                }
                let taps = branch.window.kernel
                let (top, left) = ((size.height - taps.height) / 2, (size.width - taps.width) / 2)
                for i in 0..<inputs {
                    for y in 0..<taps.height {
                        for x in 0..<taps.width {
                            let value = kernels[((o * inputs + i) * taps.height + y) * taps.width + x]
                            kernel[tap(o, i, y + top, x + left)] += Double(value) * scale
                        }
                    }
                }
            }
        }
        return (
            Tensor(kernel.map { Float($0) }, shape: shape), Tensor(bias.map { Float($0) }, shape: Shape([outputs]))
        )
    }
}

extension Value {
    /// A block, then ReLU. The block trains as the sum of `branches`, each of which ends in a batch norm. It runs as one
    /// convolution, `reparam_conv`.
    func reparameterizable(
        _ outputs: Int, kernel: Size, stride: Size, groups: Int, isReparameterized: Bool, _ style: NetworkStyle,
        branches: (Value) -> [Value]
    ) -> Value {
        guard !isReparameterized else {
            return conv(
                "reparam_conv", outputs, kernel: kernel, stride: stride, padding: style.padding(kernel, stride: stride),
                groups: groups
            ).relu()
        }
        let values = branches(self)
        return values.dropFirst().reduce(values[0], +).relu()
    }
}
