import SwiftletTensors
import _SwiftletSystem

/// Files of `torch.save`: state dicts, which are (ordered) dictionaries from key to tensor, and the dictionaries that training
/// scripts put around them.
///
/// Reads both layouts: the zip archive of PyTorch 1.6 and later, and the sequence of pickles of earlier versions. Everything that
/// `torch.load(path, weights_only=True)` accepts is read or skipped. Nothing is ever executed. Objects that other classes or
/// functions would make are skipped and named in a note; a tensor that depends on one is an error.
///
/// If the state dict is not the outermost dictionary, it is searched for: under `state_dict`, `model`, `model_ema` and the like,
/// then under any name, as long as there is exactly one. A moving average (EMA) of the weights is preferred to the weights
/// themselves unless the options say otherwise. A state dict's values that are not tensors are left out and named, and so are
/// tensors whose element type ``SwiftletTensors/ScalarType`` lacks (complex, quantized, sparse, 8-bit floats).
public enum PyTorchCheckpoint {
    /// Reads a file. Contiguous tensors are views of the file's contents; others are copied. Only the chosen tensors of a large
    /// checkpoint are read.
    /// - Throws: ``FormatError`` if the file is damaged or another program changes it meanwhile.
    public static func read(contentsOf path: FilePath) throws(FormatError) -> Weights {
        try open(ByteSource(contentsOf: path), options: .init()).weights
    }

    /// The same for a path as text.
    public static func read(contentsOf path: String) throws(FormatError) -> Weights {
        try read(contentsOf: FilePath(named: path))
    }

    /// Reads a file in memory. Tensors are views of `bytes`, which must stay valid and unchanged while `owner` lives.
    /// - Parameter name: The file's name in errors.
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
