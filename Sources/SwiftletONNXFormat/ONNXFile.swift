import SwiftletFormats
import SwiftletGraphs
import SwiftletTensors
import _SwiftletSystem

/// A network out of an ONNX file (<https://onnx.ai/onnx/repo-docs/IR.html>), in Swiftlet's own terms.
///
/// Read is what PyTorch's two exporters, tf2onnx and the ONNX Model Zoo write for convolutional classifiers in float32, float16,
/// bfloat16 or float64, whatever their opset. Idioms become the operations that they stand for: `x · sigmoid(x)` a SiLU, the five
/// nodes of a GELU one, a reshape, transpose and reshape a channel shuffle; arithmetic on shapes is done once and for all. What
/// has no counterpart is an error that names the node: nothing is left out silently.
public struct ONNXFile: Sendable {
    /// The network, named as the file is, without `.onnx`. Its first output is `logits`.
    ///
    /// A layer's path is its module's in PyTorch, or the prefix of its weights' names, or what its own name says.
    public let graph: Graph

    /// One tensor for every parameter of the graph. Names that read like state-dict keys are kept; others are made from the
    /// layer's path.
    public let weights: Weights

    /// The file's tensors that several layers read.
    public let sharedTensors: [SharedTensor]

    /// The protocol-buffer format's own limit. Larger networks keep their tensors in files beside this one.
    static let byteLimit = 1 << 31

    /// Reads a file, and those beside it that hold its tensors.
    /// - Parameters:
    ///   - batch: Pictures at a time, whatever the file says.
    ///   - size: Height and width of the input, where the file leaves them open or others are wanted.
    /// - Throws: ``ONNXError`` for a file that is damaged or malicious, for what Swiftlet's networks lack, and for an input that
    ///   the network cannot take.
    public init(contentsOf path: FilePath, batch: Int = 1, size: Size? = nil) throws(ONNXError) {
        let file: FileContents
        do throws(FormatError) {
            file = try FileContents(path: path)
            // The reader refuses what is longer by its length alone.
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
    ///   - name: What errors call the file, and its last component the network.
    ///   - folder: Where files with its tensors may lie; nil to refuse such.
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
            throw ONNXError(file: name, reason: "not an ONNX file: no protocol buffer of one (\(error))")
        }
        let result = try Translation.of(
            model, file: name, folder: folder, byteCount: bytes.count, batch: batch, size: size)
        (graph, weights, sharedTensors) = (result.graph, result.weights, result.sharedTensors)
    }
}
