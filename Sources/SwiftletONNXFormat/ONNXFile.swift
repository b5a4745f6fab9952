import SwiftletFormats
import SwiftletGraphs
import SwiftletTensors
import _SwiftletSystem

/// A network from an ONNX file (<https://onnx.ai/onnx/repo-docs/IR.html>), as Swiftlet's own graph.
///
/// Reads the convolutional classifiers of PyTorch's two exporters, tf2onnx and the ONNX Model Zoo, in float32, float16, bfloat16 or
/// float64, of any opset. Idioms become the operations that they stand for: `x · sigmoid(x)` becomes a SiLU, the five nodes of a
/// GELU one operation, a reshape, transpose and reshape a channel shuffle. Arithmetic on shapes is computed while reading. An
/// operator without a counterpart is an error that names the node: nothing is left out silently.
public struct ONNXFile: Sendable {
    /// The network, named after the file without `.onnx`. Its first output is `logits`.
    ///
    /// A layer's path is the path of its PyTorch module, or the prefix of its weights' names, or comes from its own name.
    public let graph: Graph

    /// One tensor for every parameter of the graph. Names that look like state-dict keys are kept. Other names are made from the
    /// layer's path.
    public let weights: Weights

    /// The tensors in the file that several layers read.
    public let sharedTensors: [SharedTensor]

    /// The limit of the protocol-buffer format. Larger networks keep their tensors in files beside this one.
    static let byteLimit = 1 << 31

    /// Reads a file, and the files beside it that hold its tensors.
    /// - Parameters:
    ///   - batch: Pictures per run. The file's own batch does not count.
    ///   - size: Height and width of the input: needed if the file leaves them open, and allowed to differ from the file's.
    /// - Throws: ``ONNXError`` for a damaged or malicious file, for an operator without a counterpart, and for an input that the
    ///   network cannot take.
    public init(contentsOf path: FilePath, batch: Int = 1, size: Size? = nil) throws(ONNXError) {
        let file: FileContents
        do throws(FormatError) {
            file = try FileContents(path: path)
            // A longer file is refused below, because of its length alone.
            if file.bytes.count <= Self.byteLimit { try file.loadAll() }
        } catch {
            throw ONNXError(file: error.file, place: error.place, reason: error.reason)
        }
        try self.init(file.bytes, name: path.printable, folder: path.removingLastComponent(), batch: batch, size: size)
    }

    /// The same for a path as text.
    public init(contentsOf path: String, batch: Int = 1, size: Size? = nil) throws(ONNXError) {
        guard let path = FilePath(exactly: path) else {
            throw ONNXError(file: quoted(path), reason: "not a path: it holds a NUL")
        }
        try self.init(contentsOf: path, batch: batch, size: size)
    }

    /// Reads a file that is in memory already.
    /// - Parameters:
    ///   - name: The file's name in errors. Its last component names the network.
    ///   - folder: The folder of other files with its tensors. Nil refuses such files.
    public init(
        _ bytes: UnsafeRawBufferPointer, name: String, folder: FilePath? = nil, batch: Int = 1, size: Size? = nil
    ) throws(ONNXError) {
        guard bytes.count <= Self.byteLimit else {
            throw ONNXError(
                file: name, reason: "\(bytes.count) bytes; a protocol buffer has at most \(Self.byteLimit)")
        }
        try WireScan.check(bytes, file: name)
        let model: Onnx_ModelProto
        do {
            model = try Onnx_ModelProto(serializedBytes: bytes.bytes, options: .discarding)
        } catch {
            throw ONNXError(file: name, reason: "not an ONNX file: its protocol buffer cannot be decoded (\(error))")
        }
        let result = try Translation.of(
            model, file: name, folder: folder, byteCount: bytes.count, batch: batch, size: size)
        (graph, weights, sharedTensors) = (result.graph, result.weights, result.sharedTensors)
    }
}
