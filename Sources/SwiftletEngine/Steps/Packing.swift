import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// Puts weights in the order in which kernels read them. Read once, straight from where they lie (a mapped file, say),
/// converted and scaled on the way.
enum Packing {
    /// The depth of a matrix product: segments, each of whole steps of elements that are multiplied together.
    struct Depth {
        let elements: Int
        let segment: Int
        let step: Int

        private var paddedSegment: Int { segment.dividedUp(by: step) * step }
        /// Elements with what fills the last step of each segment.
        var padded: Int { elements / segment * paddedSegment }

        /// Where element `k` of column 0 lies in a panel.
        func offset(_ k: Int, columns: Int) -> Int {
            guard step > 1 else { return k * columns }
            let padded = k / segment * paddedSegment + k % segment
            return padded / step * step * columns + padded % step
        }
    }

    /// `[outputs, inputs / groups, height, width]` → for each group, panels of `panelColumns` outputs, each
    /// `[height · width · inputs / step][panelColumns][step]`, zero-padded.
    static func matrixPanels(
        _ weight: Tensor, scale: [Float]?, groups: Int, panelColumns: Int, depth: Depth, element: ElementType
    ) -> PackedConstants {
        let outputs = weight.shape[0] / groups
        let inputs = weight.shape[1]
        let taps = weight.shape[2] * weight.shape[3]
        let panels = outputs.dividedUp(by: panelColumns)
        let panelSize = depth.padded * panelColumns
        return PackedConstants(count: groups * panels * panelSize, element: element) { packed in
            withFloats(weight) { source in
                // A few inputs of all of a panel's outputs at a time: an output's own are strewn over the whole panel, and
                // writing them one by one would fetch each cache line again for every output.
                let block = taps == 1 ? 64 : 16
                for panel in 0..<groups * panels {
                    let first = panel % panels * panelColumns
                    for start in stride(from: 0, to: inputs, by: block) {
                        let end = min(start + block, inputs)
                        for column in 0..<min(panelColumns, outputs - first) {
                            let output = panel / panels * outputs + first + column
                            let factor = scale?[output] ?? 1
                            let target = packed.baseAddress! + (panel * panelSize + column * depth.step)
                            let row = source.baseAddress! + output * inputs * taps
                            for tap in 0..<taps {
                                for input in start..<end {
                                    target[depth.offset(tap &* inputs &+ input, columns: panelColumns)] =
                                        row[input &* taps &+ tap] * factor
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// `[channels, 1, height, width]` → `[height · width][padded channels]`.
    static func depthwise(_ weight: Tensor, scale: [Float]?, paddedChannels: Int) -> PackedConstants {
        let channels = weight.shape[0]
        let taps = weight.shape[2] * weight.shape[3]
        return PackedConstants(count: taps * paddedChannels) { packed in
            withFloats(weight) { source in
                for channel in 0..<channels {
                    for tap in 0..<taps {
                        packed[tap * paddedChannels + channel] = source[channel * taps + tap] * (scale?[channel] ?? 1)
                    }
                }
            }
        }
    }

    /// Whether there are kernels for a depthwise window that take two rows at once.
    static func hasRowPairs(_ window: Window) -> Bool {
        window.kernel.width == 5 && window.stride.width <= 2 && window.dilation.width == 1
    }

    /// `[channels, 1, height, width]` → `DepthwiseArguments.rowPairs`.
    static func depthwiseRowPairs(_ weight: Tensor, scale: [Float]?) -> PackedConstants {
        let (channels, height, width) = (weight.shape[0], weight.shape[2], weight.shape[3])
        let pairs = (height + 1) / 2
        return PackedConstants(count: (channels + 31) / 32 * pairs * width * 64, element: .bfloat16) { packed in
            withFloats(weight) { source in
                for channel in 0..<channels {
                    let (block, lane) = channel.quotientAndRemainder(dividingBy: 32)
                    for row in 0..<height {
                        for column in 0..<width {
                            let place = (block * pairs + row / 2) * width + column
                            packed[place * 64 + lane % 2 * 32 + lane / 2 * 2 + row % 2] =
                                source[(channel * height + row) * width + column] * (scale?[channel] ?? 1)
                        }
                    }
                }
            }
        }
    }

    /// The elements as float32 without a copy where they are that already.
    static func withFloats(_ tensor: Tensor, _ body: (UnsafeBufferPointer<Float>) -> Void) {
        let used = tensor.withUnsafeBytes { bytes in
            guard tensor.scalarType == .float32, tensor.count > 0,
                Int(bitPattern: bytes.baseAddress) % MemoryLayout<Float>.alignment == 0
            else { return false }
            body(bytes.bindMemory(to: Float.self))
            return true
        }
        if !used { tensor.floats().withUnsafeBufferPointer(body) }
    }
}
