import SwiftletGraphs
import SwiftletTensors
import _SwiftletSystem

/// What a file becomes.
struct Translation {
    var graph: Graph
    var weights: Weights
    var sharedTensors: [SharedTensor]

    /// Reads the network at the size that is wanted, as any runtime would: what the file computes from the sizes of maps is then
    /// computed from those. A file that was traced holds numbers for its own size only, in reshapes above all; such is read at its own
    /// size, and what the layers are is brought to the other one.
    static func of(
        _ model: Onnx_ModelProto, file: String, folder: FilePath?, byteCount: Int, batch: Int, size: Size?
    ) throws(ONNXError) -> Translation {
        func translator() throws(ONNXError) -> Translator {
            try Translator(model, file: file, folder: folder, byteCount: byteCount)
        }
        if size != nil {
            do throws(ONNXError) {
                return try translator().translate(batch: batch, size: size, isFinal: true)
            } catch {
                // Its own size tells more of what is wrong.
            }
        }
        return try translator().translate(batch: batch, size: size, isFinal: false)
    }
}
