/// The extents of a tensor, outermost first. Activations are `[batch, channels, height, width]` and convolution weights
/// `[outputs, inputs / groups, height, width]`, whatever their layout in memory.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
    /// The extents, none of them negative.
    public let extents: [Int]

    /// - Precondition: no extent is negative and their product fits in `Int`.
    public init(_ extents: [Int]) {
        guard let shape = Shape(exactly: extents) else {
            preconditionFailure("not the extents of a tensor: \(extents)")
        }
        self = shape
    }

    public init(arrayLiteral elements: Int...) {
        self.init(elements)
    }

    /// For extents from a file: nil if an extent is negative or the number of elements does not fit in `Int`.
    public init?(exactly extents: [Int]) {
        var count = 1
        for extent in extents {
            guard extent >= 0 else { return nil }
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard !overflow else { return nil }
            count = product
        }
        self.extents = extents
    }

    public var rank: Int { extents.count }

    /// The number of elements; 1 for a scalar.
    public var count: Int { extents.reduce(1, *) }

    public subscript(_ axis: Int) -> Int { extents[axis] }

    /// `1×3×224×224`, or `scalar`.
    public var description: String {
        extents.isEmpty ? "scalar" : extents.map(String.init).joined(separator: "×")
    }
}

extension Shape {
    /// The extents of an activation, `[batch, channels, height, width]`.
    public var batch: Int { extents[0] }
    public var channels: Int { extents[1] }
    public var height: Int { extents[2] }
    public var width: Int { extents[3] }

    /// The shape of the same activation for another batch size.
    public func withBatch(_ batch: Int) -> Shape { Shape([batch] + extents.dropFirst()) }
}
