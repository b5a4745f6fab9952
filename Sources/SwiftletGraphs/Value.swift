import SwiftletTensors

/// A value while a network is being written. Its methods append layers and return their results.
///
/// A layer's name is its module's name in the state dict; ``scope(_:_:)`` prefixes it. Layers without parameters need no
/// name.
public struct Value {
    let builder: GraphBuilder
    public let id: ValueID

    /// `[batch, channels, height, width]`, or `[batch, features]` after ``flatten()``.
    public var shape: Shape { builder.shape(of: id) }

    public var channels: Int { shape.channelCount }
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

    /// Appends a layer that reads this value and `others`, with the parameters that its operation needs.
    func appending(_ operation: Operation, name: String = "", with others: [Value] = []) -> Value {
        let parameters = operation.definition.parameters.map { slot in
            // An impossible shape becomes one that the builder reports.
            let shape = Shape(exactly: slot.extents(input: shape)) ?? [0]
            return (slot.key, Parameter(shape: shape, isTrainable: slot.isTrainable))
        }
        return builder.append(operation, path: builder.path(name), inputs: [self] + others, parameters: parameters)
    }
}
