import SwiftletGraphs
import _SwiftletMicrokernelInterface

/// The operations on a layer's sums before the store: the bias, then the activation and the residual in the order that
/// ``Residual/combination`` gives.
struct Epilogue: Sendable {
    /// One term per output channel.
    var bias: [Float]?
    var activation: Activation?
    /// The other map that the result is combined with.
    var residual: Residual?

    struct Residual: Sendable {
        var value: ValueID
        var combination: EpilogueArguments.Combination
    }

    /// Whether only the bias follows the sum so far.
    var isOpen: Bool { activation == nil && residual == nil }

    /// Whether the kernel can apply the activation before the store: it is a clamp, or there is none.
    var endsInClamp: Bool { activation.map { $0.clampBounds != nil } ?? true }
}
