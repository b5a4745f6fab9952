import OrderedCollections
import SwiftletTensors

/// A network: nodes in an order in which each comes after all that it reads. The zoo writes it, the analysis reads it and
/// the engine compiles it.
public struct Graph: Hashable, Sendable {
    public var name: String
    /// The type of every value; a ``ValueID`` is an index here.
    public internal(set) var values: [ValueType]
    public internal(set) var inputs: [ValueID]
    public package(set) var nodes: [Node]
    /// The network's results by name: `logits` first, `embedding` if it has one.
    public package(set) var outputs: OrderedDictionary<String, ValueID>
    /// The parameters by their state-dict keys, in the order of first use.
    public internal(set) var parameters: OrderedDictionary<String, Parameter>

    public init(name: String) {
        self.name = name
        values = []
        inputs = []
        nodes = []
        outputs = [:]
        parameters = [:]
    }

    public func type(of value: ValueID) -> ValueType { values[value.index] }
    public func shape(of value: ValueID) -> Shape { values[value.index].shape }
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
    /// Its role is ``ValueRole/parameter``.
    public let type: ValueType
    /// False for batch-norm statistics, which training gathers but no optimiser steps.
    public var isTrainable: Bool

    public init(_ type: ValueType, isTrainable: Bool = true) {
        self.type = type.with(role: .parameter)
        self.isTrainable = isTrainable
    }

    /// A parameter of float32.
    public init(shape: Shape, isTrainable: Bool = true) {
        self.init(ValueType(shape), isTrainable: isTrainable)
    }

    public var shape: Shape { type.shape }
}

extension Graph {
    /// The number of trainable scalars, as papers and PyTorch count them.
    public var parameterCount: Int {
        parameters.values.reduce(0) { $0 + ($1.isTrainable ? $1.shape.count : 0) }
    }

    /// Multiply-accumulates of convolutions and linear layers for the graph's whole batch; `Int.max` where they do not
    /// fit in `Int`.
    public var macs: Int {
        nodes.reduce(0) { $0.addingSaturating(macs(of: $1)) }
    }

    /// Multiply-accumulates of one node; 0 for anything but a convolution or a linear layer.
    public func macs(of node: Node) -> Int { node.operation.definition.macs(shapes(of: node)) }
}
