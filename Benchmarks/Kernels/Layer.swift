import Swiftlet

/// A part of a network, compiled as a network of its own for one thread.
struct Layer {
    let program: Program
    private let picture: [Float]

    struct Unknown: Error, CustomStringConvertible {
        let description: String
    }

    /// What a run took, without the copies of input and output that a whole network has only at its ends.
    struct Figures {
        let nanoseconds: Double
        let gigaflops: Double
        let gigabytesPerSecond: Double
    }

    init(_ row: Layers.Row) throws {
        let network = try Catalogue.entry(row.network).graph()
        let nodes = try row.paths.map { path in
            guard let node = network.nodes.firstIndex(where: { $0.path == path && network.macs(of: $0) > 0 }) else {
                throw Unknown(description: "\(row.network) has no convolution or linear layer \(path)")
            }
            return node
        }
        let input =
            row.work == .layers ? network.nodes[nodes[0]].inputs[0] : network.nodes[nodes[nodes.count - 1]].output
        // Two maps beside each other where two are read.
        let shape = network.shape(of: input)
        let extents = row.work == .add ? [shape[0], 2 * shape[1], shape[2], shape[3]] : shape.extents
        let graph = try Graph.build("layer", input: Shape(exactly: extents)!) { x in
            switch row.work {
            case .layers:
                nodes.reduce(x) {
                    network.activations(after: $1).reduce($0.layer(network.nodes[$1])) { $0.activation($1) }
                }
            case .activation(let activation): x.activation(activation)
            case .maxPool: x.maxPool(3, stride: 2, padding: .symmetric(1))
            case .globalAveragePool: x.globalAveragePool()
            case .scale: x * x.globalAveragePool()
            case .add: x.slice(0..<shape[1]) + x.slice(shape[1]..<2 * shape[1])
            }
        }
        program = try Program(graph, weights: Weights(randomFor: graph), configuration: .init(threads: 1))
        picture = (0..<program.inputShape.count).map { Float($0 % 255) / 127.5 - 1 }
    }

    /// The medians of some runs.
    func measure() throws -> Figures {
        let steps = try program.profile(runs: 15) { _ = $0.update(fromContentsOf: picture) }
        let nanoseconds = steps.reduce(0) { $0 + $1.milliseconds } * 1e6
        let operations = 2 * steps.reduce(0) { $0 + $1.macs }
        return Figures(
            nanoseconds: nanoseconds, gigaflops: Double(operations) / nanoseconds,
            gigabytesPerSecond: Double(steps.reduce(0) { $0 + $1.bytes }) / nanoseconds)
    }
}

extension Graph {
    /// The activation that follows a node, past a batch norm: none or one.
    fileprivate func activations(after index: Int) -> [Activation] {
        var value = nodes[index].output
        for node in nodes[(index + 1)...] where node.inputs.first == value {
            switch node.operation {
            case .batchNormalization: value = node.output
            case .activation(let activation): return [activation]
            default: return []
            }
        }
        return []
    }
}

extension Value {
    /// The node's layer with a bias, which a folded batch norm leaves.
    fileprivate func layer(_ node: Node) -> Value {
        switch node.operation {
        case .convolution(let operation):
            conv(
                node.path, operation.outputs, kernel: operation.window.kernel, stride: operation.window.stride,
                padding: operation.window.padding, dilation: operation.window.dilation, groups: operation.groups)
        case .linear(let operation): linear(node.path, operation.outputs)
        default: self
        }
    }
}
