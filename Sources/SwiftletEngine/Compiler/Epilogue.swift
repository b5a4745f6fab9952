import SwiftletGraphs
import _SwiftletMicrokernelInterface

/// What a layer does with its sums before it stores them, in this order: bias, residual and activation.
struct Epilogue: Sendable {
    /// A term for each output channel.
    var bias: [Float]?
    var activation: Activation?
    /// Another map that the result is combined with.
    var residual: Residual?

    struct Residual: Sendable {
        var value: ValueID
        var combination: EpilogueArguments.Combination
    }

    /// Whether nothing but the bias follows the sum yet.
    var isOpen: Bool { activation == nil && residual == nil }

    /// Whether the kernel can apply the activation before it stores: there is none, or it is a clamp.
    var endsInClamp: Bool { activation.map { $0.clampBounds != nil } ?? true }
}
