import SwiftletGraphs
import SwiftletTensors

/// Runs a graph one operation after another, each by the loops of its definition. Sums are double, values float32. Every
/// path of the engine is measured against it.
public enum ReferenceExecutor {
    /// The graph's outputs for `input`, which has the shape of the graph's one input: all of them, or those in `outputs`.
    /// - Precondition: the graph is valid, and `weights` has each of its parameters in its shape.
    public static func run(_ graph: Graph, weights: Weights, input: Tensor, outputs: [String]? = nil)
        -> [String: Tensor]
    {
        precondition(
            graph.inputs.count == 1 && input.shape == graph.shape(of: graph.inputs[0]), "not the graph's input")
        let wanted = Dictionary(
            uniqueKeysWithValues: (outputs ?? Array(graph.outputs.keys)).map { name in
                guard let value = graph.outputs[name] else { preconditionFailure("no output \(name)") }
                return (name, value)
            })
        let kept = Set(wanted.values)
        var lastReader: [ValueID: Int] = [:]
        for (i, node) in graph.nodes.enumerated() {
            for value in node.inputs { lastReader[value] = i }
        }

        var values = [graph.inputs[0]: Map(input)]
        for (i, node) in graph.nodes.enumerated() {
            values[node.output] = evaluate(
                node.operation, node.inputs.map { values[$0]! }, output: graph.shape(of: node.output), weights)
            for value in node.inputs where lastReader[value] == i && !kept.contains(value) { values[value] = nil }
        }
        return wanted.mapValues { Tensor(values[$0]!.elements, shape: values[$0]!.shape) }
    }

    private static func evaluate(_ operation: Operation, _ inputs: [Map], output: Shape, _ weights: Weights) -> Map {
        func parameter(_ key: String) -> [Float] {
            guard let tensor = weights[key] else { preconditionFailure("no weight \(key)") }
            return tensor.floats()
        }
        let x = inputs[0]
        switch operation {
        case .convolution(let op):
            return convolution(x, op, parameter(op.weight), op.bias.map(parameter), output)
        case .transposedConvolution(let op):
            return transposedConvolution(x, op, parameter(op.weight), op.bias.map(parameter), output)
        case .linear(let op):
            return linear(x, parameter(op.weight), op.bias.map(parameter), output)
        case .batchNormalization(let op):
            return batchNormalization(
                x, parameter(op.weight), parameter(op.bias), mean: parameter(op.runningMean),
                variance: parameter(op.runningVariance), op.epsilon)
        case .layerNorm2d(let op):
            return layerNorm2d(x, parameter(op.weight), parameter(op.bias), op.epsilon)
        case .activation(let function):
            return x.mapping(function.apply)
        case .parametricReLU(let weight):
            return parametricReLU(x, parameter(weight))
        case .maxPool(let op):
            return maxPool(x, op, output)
        case .averagePool(let op):
            return averagePool(x, op, output)
        case .adaptiveAveragePool:
            return adaptivePool(x, output) { $0.reduce(0, +) / Double($0.count) }
        case .adaptiveMaxPool:
            return adaptivePool(x, output) { $0.max()! }
        case .add:
            return broadcast(x, inputs[1], output, +)
        case .multiply:
            return broadcast(x, inputs[1], output, *)
        case .concatenate:
            return concatenate(inputs, output)
        case .slice(let range):
            return slice(x, range, output)
        case .channelShuffle(let groups):
            return channelShuffle(x, groups)
        case .localResponseNormalization(let op):
            return localResponseNormalization(x, op)
        case .softmax:
            return softmax(x)
        case .resize(let interpolation):
            return resize(x, interpolation, output)
        case .pad(let padding):
            return pad(x, padding, output)
        case .flatten, .dropout, .identity:
            return Map(shape: output, elements: x.elements)
        }
    }
}

/// A value while it is computed: elements in row-major order.
struct Map {
    var shape: Shape
    var elements: [Float]

    init(shape: Shape, elements: [Float]) {
        precondition(elements.count == shape.count)
        self.shape = shape
        self.elements = elements
    }

    init(zeros shape: Shape) {
        self.init(shape: shape, elements: [Float](repeating: 0, count: shape.count))
    }

    init(_ tensor: Tensor) {
        self.init(shape: tensor.shape, elements: tensor.floats())
    }

    func mapping(_ function: (Double) -> Double) -> Map {
        Map(shape: shape, elements: elements.map { Float(function(Double($0))) })
    }

    /// The indices of one channel's elements: `height · width` of a map, one of rows.
    func plane(_ batch: Int, _ channel: Int) -> Range<Int> {
        let area = shape.extents.dropFirst(2).reduce(1, *)
        let start = (batch * shape.channels + channel) * area
        return start..<start + area
    }
}
