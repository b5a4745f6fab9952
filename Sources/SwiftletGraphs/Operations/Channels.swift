import SwiftletTensors

// What joins, selects and reorders channels.

extension Operation {
    /// Joins values along the channels, or rows along their features.
    package struct Concatenate: OperationDefinition {
        package init() {}

        package var name: String { "concatenate" }
        package var options: [String] { [] }
        package var arity: Arity { .several }
        package var parameters: [ParameterSlot] { [] }
        package var elements: ElementRule { .rearranged }
        package var mapScale: MapScale { .same }
        package var isView: Bool { false }
        package var onnxOperators: [String] { ["Concat"] }

        package func outputShape(_ inputs: [Shape]) throws(TypeMismatch) -> Shape {
            let first = try inputs[0].asMapOrRows()
            var channels = 0
            for x in inputs {
                guard x.rank == first.rank, x.batch == first.batch, x.extents.dropFirst(2) == first.extents.dropFirst(2)
                else {
                    throw TypeMismatch("maps of different sizes meet: \(first) and \(x)")
                }
                channels += x.channels
            }
            return try first.withChannels(channels)
        }

        package func macs(_ shapes: NodeShapes) -> Int { 0 }
    }

    /// A range of channels, or of rows' features.
    package struct Slice: OperationDefinition {
        package let range: Range<Int>

        package init(_ range: Range<Int>) { self.range = range }

        package var name: String { "slice" }
        package var options: [String] { ["channels \(range.lowerBound)..<\(range.upperBound)"] }
        package var arity: Arity { .one }
        package var parameters: [ParameterSlot] { [] }
        package var elements: ElementRule { .rearranged }
        package var mapScale: MapScale { .same }
        package var isView: Bool { false }
        package var onnxOperators: [String] { ["Slice"] }

        package func outputShape(_ inputs: [Shape]) throws(TypeMismatch) -> Shape {
            let x = try inputs[0].asMapOrRows()
            guard range.lowerBound >= 0, range.upperBound <= x.channels, !range.isEmpty else {
                throw TypeMismatch("channels \(range) of a map that has \(x.channels)")
            }
            return try x.withChannels(range.count)
        }

        package func macs(_ shapes: NodeShapes) -> Int { 0 }
    }

    /// ShuffleNet §3.1: channels seen as `[groups, channels / groups]`, transposed, flattened.
    package struct ChannelShuffle: OperationDefinition {
        package let groups: Int

        package init(groups: Int) { self.groups = groups }

        package var name: String { "channel shuffle" }
        package var options: [String] { ["\(groups) groups"] }
        package var arity: Arity { .one }
        package var parameters: [ParameterSlot] { [] }
        package var elements: ElementRule { .rearranged }
        package var mapScale: MapScale { .same }
        package var isView: Bool { false }
        package var onnxOperators: [String] { ["Reshape", "Transpose", "Reshape"] }

        package func outputShape(_ inputs: [Shape]) throws(TypeMismatch) -> Shape {
            let x = try inputs[0].asMap()
            try divides(groups, x.channels, "channels")
            return x
        }

        package func macs(_ shapes: NodeShapes) -> Int { 0 }
    }
}

extension Value {
    /// Channels `range` only.
    public func slice(_ range: Range<Int>) -> Value { appending(.slice(range)) }
    public func channelShuffle(groups: Int) -> Value { appending(.channelShuffle(groups: groups)) }
}

/// Joins maps of one size along their channels.
public func concatenate(_ values: Value...) -> Value { concatenate(values) }

/// Joins maps of one size along their channels.
/// - Precondition: there is at least one.
public func concatenate(_ values: [Value]) -> Value {
    values[0].appending(.concatenate, with: Array(values.dropFirst()))
}
