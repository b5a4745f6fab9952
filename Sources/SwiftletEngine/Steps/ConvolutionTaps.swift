import SwiftletGraphs
import _SwiftletMicrokernelInterface

/// The places of a dense convolution's taps in memory, as segments of a matrix product's sum. Adjacent taps form one
/// segment.
struct ConvolutionTaps: Sendable {
    /// Offsets in elements from the window's first tap.
    let offsets: [Int]
    /// Elements of a segment.
    let depth: Int

    /// - Parameter inputs: The input channels of a group.
    init(_ window: Window, inputs: Int, input: MapLayout) {
        let contiguous = inputs == input.pixelStride && window.dilation.width == 1
        offsets = (0..<window.kernel.height).flatMap { y in
            let row = y * window.dilation.height * input.rowStride
            return contiguous
                ? [row] : (0..<window.kernel.width).map { row + $0 * window.dilation.width * input.pixelStride }
        }
        depth = contiguous ? inputs * window.kernel.width : inputs
    }
}
