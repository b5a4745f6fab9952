import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// The weights of a transposed convolution, `[inputs, outputs / groups, height, width]`, as
/// `[height · width][inputs][outputs / groups]`.
struct TransposedTaps: PackingLayout {
    let groups: Int
    let inputs: Int
    /// Channels of a group.
    let outputs: Int
    let taps: Int

    var count: Int { .saturatingProduct(taps, inputs, outputs) }

    func fill(_ units: Range<Int>, of memory: MapPointer, from source: PackingSource) {
        let target = memory.floats
        let inputsOfGroup = inputs / groups
        source.withWeights { weights, scales in
            for channel in 0..<inputs {
                for column in 0..<outputs {
                    let scale = scales?[channel / inputsOfGroup * outputs + column] ?? 1
                    for tap in 0..<taps {
                        target[(tap * inputs + channel) * outputs + column] =
                            weights[(channel * outputs + column) * taps + tap] * scale
                    }
                }
            }
        }
    }
}
