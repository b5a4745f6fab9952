import SwiftletGraphs

/// The cost of a layer, a block or a network on paper, for the graph's whole batch.
///
/// Counts saturate at `Int.max`.
public struct Cost: Hashable, Sendable {
    /// Trainable scalars. A tensor that several layers share counts in the first one.
    public var parameters: Int
    /// Multiply-accumulates of convolutions and linear layers. The papers print them, often as "FLOPs".
    public var macs: Int
    /// Other floating-point operations than multiply-accumulates: biases, normalisations, activations, pools, sums.
    public var elementwiseOperations: Int
    /// Elements that convolutions and linear layers write. fvcore and timm count activations this way.
    public var activations: Int
    /// Bytes read and written when every layer runs by itself: inputs, outputs and weights, each once.
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

    /// FLOPs per byte of ``memoryAccessBytes``; 0 without bytes.
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
