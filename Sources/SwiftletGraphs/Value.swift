import SwiftletTensors

/// A value while a network is being written: its methods append layers and give their results.
///
/// A layer's name is its module's name in the state dict; ``scope(_:_:)`` prefixes it. Layers without parameters need
/// no name.
public struct Value {
    let builder: GraphBuilder
    public let id: ValueID

    /// `[batch, channels, height, width]`, or `[batch, features]` after ``flatten()``.
    public var shape: Shape { builder.shape(of: id) }

    public var channels: Int { shape.rank > 1 ? shape[1] : 1 }
    public var size: Size { shape.rank == 4 ? Size(shape.height, shape.width) : 1 }

    /// Runs `body` on the value with `name` added to the path of every layer in it.
    public func scope(_ name: String, _ body: (Value) -> Value) -> Value {
        builder.scope(name) { body(self) }
    }

    /// Makes the value an output of the graph under `name`, and returns it.
    @discardableResult
    public func output(_ name: String) -> Value {
        builder.setOutput(name, id)
        return self
    }

    func appending(
        _ operation: Operation, name: String = "", with others: [Value] = [], parameters: [(String, Parameter)] = []
    ) -> Value {
        builder.append(operation, path: builder.path(name), inputs: [self] + others, parameters: parameters)
    }
}
