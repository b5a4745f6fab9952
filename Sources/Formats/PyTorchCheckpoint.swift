import Tensors
import _System

/// The files of `torch.save`: state dicts, that is (ordered) dictionaries from key to tensor.
///
/// Both layouts are read: the zip archive of PyTorch 1.6 and later, and the sequence of pickles of before. The pickle
/// may mention dictionaries, tensors, parameters and their storages and nothing else; any other name is an error
/// that names it, and nothing is ever executed. Where the tensors are not in the outermost dictionary they are
/// looked for under `state_dict`, `model_state_dict`, `model`, `params` or `net`, up to four levels deep. Values of a
/// state dict that are not tensors are left out.
public enum PyTorchCheckpoint {
    /// The keys under which training scripts keep the state dict, in the order in which they are tried.
    static let stateDictKeys = ["state_dict", "model_state_dict", "model", "params", "net"]
    static let nestingLimit = 4

    /// Reads a file by mapping it into memory: contiguous tensors are views of the mapping, others are copied together.
    ///
    /// The file must not be shortened while the weights are in use; replacing it by rename is safe.
    public static func read(contentsOf path: FilePath) throws(FormatError) -> Weights {
        let file = try MappedFile(path: path)
        return try read(file.bytes, owner: file, name: path.printable)
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
        if bytes.starts(with: ZipArchive.signature) {
            return try readArchive(bytes, owner: owner, name: name)
        }
        if bytes.first == 0x80 {
            return try readLegacy(bytes, owner: owner, name: name)
        }
        throw FormatError(
            file: name, place: "offset 0",
            reason: "not a PyTorch checkpoint: neither a zip archive (PyTorch 1.6 and later) nor a pickle (before)")
    }
}
