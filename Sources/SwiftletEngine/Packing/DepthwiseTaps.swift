import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// The weights of a depthwise convolution, `[channels, 1, height, width]`, as `[height · width][padded channels]`.
struct DepthwiseTaps: PackingLayout {
    let channels: Int
    let taps: Int

    /// The stride of a tap's weights.
    var paddedChannels: Int { channels.dividedUp(by: 32) * 32 }
    var count: Int { .saturatingProduct(taps, paddedChannels) }

    func fill(_ units: Range<Int>, of memory: MapPointer, from source: PackingSource) {
        let (target, padded) = (memory.floats, paddedChannels)
        source.withWeights { weights, scales in
            for channel in 0..<channels {
                for tap in 0..<taps {
                    target[tap &* padded &+ channel] = weights[channel &* taps &+ tap] * (scales?[channel] ?? 1)
                }
            }
        }
    }
}

/// The same weights for kernels that take two rows of the window at once: `DepthwiseArguments.rowPairs`.
struct DepthwiseRowPairs: PackingLayout {
    let channels: Int
    let height: Int
    let width: Int

    var element: ElementType { .bfloat16 }
    private var pairs: Int { height.dividedUp(by: 2) }
    var count: Int { .saturatingProduct(channels.dividedUp(by: 32), pairs, width, 64) }

    /// Whether there are kernels for the window that take two rows at once.
    static func serves(_ window: Window) -> Bool {
        window.kernel.width == 5 && window.stride.width <= 2 && window.dilation.width == 1
    }

    func fill(_ units: Range<Int>, of memory: MapPointer, from source: PackingSource) {
        let target = memory.address.assumingMemoryBound(to: BFloat16.self)
        source.withWeights { weights, scales in
            for channel in 0..<channels {
                let (block, lane) = channel.quotientAndRemainder(dividingBy: 32)
                for row in 0..<height {
                    for column in 0..<width {
                        let place = (block * pairs + row / 2) * width + column
                        target[place * 64 + lane % 2 * 32 + lane / 2 * 2 + row % 2] = BFloat16(
                            packing: weights[(channel * height + row) * width + column] * (scales?[channel] ?? 1))
                    }
                }
            }
        }
    }
}
