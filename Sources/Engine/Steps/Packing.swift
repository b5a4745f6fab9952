import Tensors

/// Puts weights in the order in which kernels read them. Read once, straight from where they lie (a mapped file, say),
/// converted and scaled on the way.
enum Packing {
    /// `[outputs, inputs / groups, height, width]` → for each group, panels of `panelColumns` outputs, each
    /// `[height · width · inputs][panelColumns]`, zero-padded.
    static func matrixPanels(_ weight: Tensor, scale: [Float]?, groups: Int, panelColumns: Int) -> PackedConstants {
        let outputs = weight.shape[0] / groups
        let inputs = weight.shape[1]
        let taps = weight.shape[2] * weight.shape[3]
        let panels = (outputs + panelColumns - 1) / panelColumns
        let depth = inputs * taps
        return PackedConstants(count: groups * panels * depth * panelColumns) { packed in
            withFloats(weight) { source in
                for output in 0..<weight.shape[0] {
                    let factor = scale?[output] ?? 1
                    let (group, column) = output.quotientAndRemainder(dividingBy: outputs)
                    let panel = group * panels + column / panelColumns
                    let base = panel * depth * panelColumns + column % panelColumns
                    for input in 0..<inputs {
                        for tap in 0..<taps {
                            packed[base + (tap * inputs + input) * panelColumns] =
                                source[(output * inputs + input) * taps + tap] * factor
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

    /// The elements as float32 without a copy where they are that already.
    private static func withFloats(_ tensor: Tensor, _ body: (UnsafeBufferPointer<Float>) -> Void) {
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
