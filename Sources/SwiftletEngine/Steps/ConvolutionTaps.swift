import SwiftletGraphs
import _SwiftletMicrokernelInterface

/// Where the taps of a dense convolution's window lie in memory, as segments of the sum that a matrix product takes:
/// taps that follow one another are one segment.
struct ConvolutionTaps: Sendable {
    /// Elements from the window's first tap.
    let offsets: [Int]
    /// Elements of a segment.
    let depth: Int

    /// - Parameter inputs: the channels of a group.
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
