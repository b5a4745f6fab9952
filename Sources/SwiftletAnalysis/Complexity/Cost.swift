import SwiftletGraphs

/// What a layer, a block or a network costs on paper, for the graph's whole batch.
///
/// Every count stops at `Int.max` where it would not fit.
public struct Cost: Hashable, Sendable {
    /// Trainable scalars. A tensor that several layers share counts in the first of them.
    public var parameters: Int
    /// Multiply-accumulates of convolutions and linear layers: what the papers print, often as "FLOPs".
    public var macs: Int
    /// Floating-point operations that are no multiply-accumulate: biases, normalisations, activations, pools, sums.
    public var elementwiseOperations: Int
    /// Elements that convolutions and linear layers write, as fvcore and timm count activations.
    public var activations: Int
    /// Bytes read and written where every layer runs by itself: inputs, outputs and weights, each once.
    public var memoryAccessBytes: Int

    public static let zero = Cost(
        parameters: 0, macs: 0, elementwiseOperations: 0, activations: 0, memoryAccessBytes: 0)

    public init(parameters: Int, macs: Int, elementwiseOperations: Int, activations: Int, memoryAccessBytes: Int) {
        self.parameters = parameters
        self.macs = macs
        self.elementwiseOperations = elementwiseOperations
        self.activations = activations
        self.memoryAccessBytes = memoryAccessBytes
    }

    /// All floating-point operations: two for every multiply-accumulate, and the element-wise ones.
    public var flops: Int { Int.saturatingProduct(2, macs).addingSaturating(elementwiseOperations) }

    /// FLOPs for each byte of ``memoryAccessBytes``; 0 where none moves.
    public var arithmeticIntensity: Double {
        memoryAccessBytes == 0 ? 0 : Double(flops) / Double(memoryAccessBytes)
    }

    public static func + (a: Cost, b: Cost) -> Cost {
        Cost(
            parameters: a.parameters.addingSaturating(b.parameters),
            macs: a.macs.addingSaturating(b.macs),
            elementwiseOperations: a.elementwiseOperations.addingSaturating(b.elementwiseOperations),
            activations: a.activations.addingSaturating(b.activations),
            memoryAccessBytes: a.memoryAccessBytes.addingSaturating(b.memoryAccessBytes))
    }

    public static func += (a: inout Cost, b: Cost) { a = a + b }
}
