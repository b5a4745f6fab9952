import SwiftletTensors
import _SwiftletSystem

/// The files of `torch.save`: state dicts, that is (ordered) dictionaries from key to tensor, and what training scripts put around them.
///
/// Both layouts are read: the zip archive of PyTorch 1.6 and later, and the sequence of pickles of before. What `torch.load(path,
/// weights_only=True)` reads is read or skipped. Nothing is ever executed: objects of other classes, and what other functions
/// would make, are skipped and named in a note, and a tensor that depends on one is an error.
///
/// Where the state dict is not the outermost dictionary it is searched: under `state_dict`, `model`, `model_ema` and the like, then
/// under any name, as long as there is exactly one. A moving average (EMA) of the weights comes before the weights themselves
/// unless the options say otherwise. Values of a state dict that are no tensors, and tensors whose elements have no counterpart here
/// (complex, quantized, sparse, 8-bit floats), are left out and named.
public enum PyTorchCheckpoint {
    /// Reads a file: contiguous tensors are views of what was read, others are copied together. Of a large
    /// checkpoint only the tensors that are chosen are read.
    /// - Throws: ``FormatError`` for a file that is damaged, or that another program changes while it is read.
    public static func read(contentsOf path: FilePath) throws(FormatError) -> Weights {
        try open(ByteSource(contentsOf: path), options: .init()).weights
    }

    /// The same for a path as text.
    public static func read(contentsOf path: String) throws(FormatError) -> Weights {
        try read(contentsOf: FilePath(named: path))
    }

    /// Reads a file that is in memory already. Tensors are views of `bytes`, which must stay valid and unchanged as
    /// long as `owner` lives.
    /// - Parameter name: what errors call the file.
    public static func read(
        _ bytes: UnsafeRawBufferPointer, owner: AnyObject, name: String
    ) throws(FormatError) -> Weights {
        try open(ByteSource(bytes, owner: owner, name: name), options: .init()).weights
    }

    static func open(_ source: ByteSource, options: CheckpointOptions) throws(FormatError) -> Checkpoint {
        try source.load(0..<512)
        if source.bytes.starts(with: ZipArchive.signature) {
            return try openArchive(source, options: options)
        }
        if source.bytes.first == 0x80 {
            return try openLegacy(source, options: options)
        }
        throw FormatError(
            file: source.file, place: "offset 0",
            reason: "not a PyTorch checkpoint: neither a zip archive (PyTorch 1.6 and later) nor a pickle (before)")
    }
}
