import SwiftletGraphs

extension Value {
    /// Fire module (SqueezeNet §3.1): a 1×1 squeeze feeding 1×1 and 3×3 expands of four times its channels each,
    /// concatenated.
    func fire(squeeze: Int) -> Value {
        let s = conv("squeeze", squeeze, kernel: 1).relu()
        return concatenate(
            s.conv("expand1x1", 4 * squeeze, kernel: 1).relu(),
            s.conv("expand3x3", 4 * squeeze, kernel: 3, padding: 1).relu())
    }
}
