import OrderedCollections
import SwiftletTensors

/// A network: nodes in an order in which each comes after all that it reads. The one description that the zoo writes,
/// the analyser walks and the engine compiles.
public struct Graph: Hashable, Sendable {
    public var name: String
    /// The shape of every value; a ``ValueID`` is an index here.
    public internal(set) var shapes: [Shape]
    public internal(set) var inputs: [ValueID]
    public package(set) var nodes: [Node]
    /// What the network gives, by name: `logits` first, `embedding` if it has one.
    public package(set) var outputs: OrderedDictionary<String, ValueID>
    /// State-dict key → what it holds, in the order of first use.
    public internal(set) var parameters: OrderedDictionary<String, Parameter>

    public init(name: String) {
        self.name = name
        shapes = []
        inputs = []
        nodes = []
        outputs = [:]
        parameters = [:]
    }

    public func shape(of value: ValueID) -> Shape { shapes[value.index] }
}

/// A value that flows through a graph: a picture, a feature map, logits.
public struct ValueID: Hashable, Sendable {
    public let index: Int

    public init(_ index: Int) { self.index = index }
}

/// One operation of a graph.
public struct Node: Hashable, Sendable {
    /// The module's path in the network (`features.1.conv.0`), empty where it has none.
    public var path: String
    public var operation: Operation
    public var inputs: [ValueID]
    public var output: ValueID

    public init(path: String, operation: Operation, inputs: [ValueID], output: ValueID) {
        self.path = path
        self.operation = operation
        self.inputs = inputs
        self.output = output
    }
}

/// A tensor of the state dict.
public struct Parameter: Hashable, Sendable {
    public var shape: Shape
    /// False for batch-norm statistics, which training gathers but no optimiser steps.
    public var isTrainable: Bool

    public init(shape: Shape, isTrainable: Bool = true) {
        self.shape = shape
        self.isTrainable = isTrainable
    }
}

extension Graph {
    /// The number of trainable scalars, as papers and PyTorch count them.
    public var parameterCount: Int {
        parameters.values.reduce(0) { $0 + ($1.isTrainable ? $1.shape.count : 0) }
    }

    /// Multiply-accumulates of convolutions and linear layers for the graph's whole batch; `Int.max` where that is less.
    public var macs: Int {
        nodes.reduce(0) { $0.addingSaturating(macs(of: $1)) }
    }

    /// Multiply-accumulates of one node; 0 for anything but a convolution or a linear layer.
    public func macs(of node: Node) -> Int {
        switch node.operation {
        case .convolution(let op):
            .saturatingProduct(
                shape(of: node.output).count, shape(of: node.inputs[0]).channels / op.groups, op.window.kernel.area)
        case .transposedConvolution(let op):
            .saturatingProduct(shape(of: node.inputs[0]).count, op.outputs / op.groups, op.window.kernel.area)
        case .linear:
            .saturatingProduct(shape(of: node.output).count, shape(of: node.inputs[0])[1])
        default: 0
        }
    }
}
