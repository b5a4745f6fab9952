import SwiftletGraphs
import _SwiftletMicrokernelInterface

/// What a layer does with its sums before it stores them, after it has added its biases.
struct Epilogue: Sendable {
    var activation: Activation?
    /// The other map that the result is combined with.
    var residual: Residual?

    struct Residual: Sendable {
        var value: ValueID
        var combination: EpilogueArguments.Combination
    }

    /// Whether only biases follow the sum yet.
    var isOpen: Bool { activation == nil && residual == nil }

    /// Whether the kernel can apply the activation before the store: it is a clamp, or there is none.
    var endsInClamp: Bool { activation.map { $0.clampBounds != nil } ?? true }
}
