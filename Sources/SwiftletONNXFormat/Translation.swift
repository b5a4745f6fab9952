import SwiftletGraphs
import SwiftletTensors
import _SwiftletSystem

/// The result of reading a file.
struct Translation {
    var graph: Graph
    var weights: Weights
    var sharedTensors: [SharedTensor]

    /// Reads the network at the wanted size, as any runtime would: numbers that the file computes from sizes of maps are computed from
    /// those sizes. A traced file holds numbers for its own size only, above all in reshapes. It is read at its own size, and its
    /// layers are then resized to the wanted one.
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
                // Reading at the file's own size gives the better error.
            }
        }
        return try translator().translate(batch: batch, size: size, isFinal: false)
    }
}
