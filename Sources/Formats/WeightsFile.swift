import Tensors

/// Files of weights in whichever format they are.
public enum WeightsFile {
    /// Reads safetensors or a PyTorch checkpoint; the contents tell which, whatever the name says.
    public static func read(contentsOf path: String) throws(FormatError) -> Weights {
        try open(contentsOf: path).weights
    }

    /// Reads safetensors or a PyTorch checkpoint, and says what was chosen from it.
    public static func open(
        contentsOf path: String, options: CheckpointOptions = .init()
    ) throws(FormatError) -> Checkpoint {
        Checkpoint(weights: try tensors(contentsOf: path))
    }

    private static func tensors(contentsOf path: String) throws(FormatError) -> Weights {
        let file = try MappedFile(path: path)
        // A safetensors header starts with a brace behind its length. Neither a zip archive (there: its compression
        // method) nor the magic number of an older checkpoint has that byte there.
        if file.bytes.count > 8, file.bytes[8] == UInt8(ascii: "{") {
            return try Safetensors.read(file.bytes, owner: file, name: path)
        }
        if file.bytes[0] == 0x80 || file.bytes.starts(with: ZipArchive.signature) {
            return try PyTorchCheckpoint.read(file.bytes, owner: file, name: path)
        }
        throw FormatError(
            file: path, place: "offset 0", reason: "neither a safetensors file nor a PyTorch checkpoint (.pth)")
    }

    /// Writes safetensors or a PyTorch checkpoint, by the extension of the name: `.safetensors`, or `.pth` or `.pt`.
    public static func write(_ weights: Weights, to path: String) throws(FormatError) {
        let name = path.split(separator: "/").last?.lowercased() ?? ""
        if name.hasSuffix(".safetensors") {
            try Safetensors.write(weights, to: path)
        } else if name.hasSuffix(".pth") || name.hasSuffix(".pt") {
            try PyTorchCheckpoint.write(weights, to: path)
        } else {
            throw FormatError(
                file: path,
                reason: "the name says no format: it must end in .safetensors (safetensors) or .pth or .pt (PyTorch)")
        }
    }
}
