import SwiftletGraphs

extension Value {
    /// Fire module (SqueezeNet §3.1): a 1×1 squeeze, then a 1×1 and a 3×3 expand side by side, each with four times the
    /// squeeze's channels.
    func fire(squeeze: Int) -> Value {
        let s = conv("squeeze", squeeze, kernel: 1).relu()
        return concatenate(
            s.conv("expand1x1", 4 * squeeze, kernel: 1).relu(),
            s.conv("expand3x3", 4 * squeeze, kernel: 3, padding: 1).relu())
    }
}
