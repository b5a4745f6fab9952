import SwiftletTensors
import _SwiftletSystem

/// Files of weights in whichever format they are.
public enum WeightsFile {
    /// Reads safetensors or a PyTorch checkpoint; the contents tell which, whatever the name says. The same as ``open(contentsOf:options:)``
    /// with its defaults, of which only the weights are wanted.
    public static func read(contentsOf path: FilePath) throws(FormatError) -> Weights {
        try open(contentsOf: path).weights
    }

    /// Reads safetensors or a PyTorch checkpoint, and says what was chosen from it and what was left out.
    /// - Throws: ``FormatError`` for a file that is neither, that is damaged or malicious, that holds several state dicts and does
    ///   not say which is meant, or that lacks what `options` ask for.
    public static func open(
        contentsOf path: FilePath, options: CheckpointOptions = .init()
    ) throws(FormatError) -> Checkpoint {
        let source = try ByteSource(contentsOf: path)
        try source.load(0..<512)
        let bytes = source.bytes
        // A safetensors header starts with a brace behind its length. Neither a zip archive (there: its compression
        // method) nor the magic number of an older checkpoint has that byte there.
        if bytes.count > 8, bytes[8] == UInt8(ascii: "{") {
            return try Safetensors.open(source, options: options)
        }
        if bytes[0] == 0x80 || bytes.starts(with: ZipArchive.signature) {
            return try PyTorchCheckpoint.open(source, options: options)
        }
        throw FormatError(
            file: path, place: "offset 0", reason: "neither a safetensors file nor a PyTorch checkpoint (.pth)")
    }

    /// The same for a path as text.
    public static func open(
        contentsOf path: String, options: CheckpointOptions = .init()
    ) throws(FormatError) -> Checkpoint {
        try open(contentsOf: FilePath(named: path), options: options)
    }

    /// The same for a path as text.
    public static func read(contentsOf path: String) throws(FormatError) -> Weights {
        try read(contentsOf: FilePath(named: path))
    }

    /// Writes safetensors or a PyTorch checkpoint, by the extension of the name: `.safetensors`, or `.pth` or `.pt`.
    /// - Parameter labels: The names of the classes. In safetensors they become the entry `labels` of the metadata, a JSON list;
    ///   in a checkpoint they stand beside the state dict, as ``PyTorchCheckpoint/write(_:to:labels:)`` says.
    public static func write(_ weights: Weights, to path: FilePath, labels: [String]? = nil) throws(FormatError) {
        if path.ends(inLetters: ".safetensors") {
            var weights = weights
            if let labels { weights.metadata["labels"] = ClassLabels.json(labels) }
            try Safetensors.write(weights, to: path)
        } else if isCheckpoint(path) {
            try PyTorchCheckpoint.write(weights, to: path, labels: labels)
        } else {
            throw FormatError(
                file: path,
                reason: "the name says no format: it must end in .safetensors (safetensors) or .pth or .pt (PyTorch)")
        }
    }

    /// The same for a path as text.
    public static func write(_ weights: Weights, to path: String, labels: [String]? = nil) throws(FormatError) {
        try write(weights, to: FilePath(named: path), labels: labels)
    }

    /// Whether the name is a PyTorch checkpoint's: `.pth` or `.pt`.
    package static func isCheckpoint(_ path: FilePath) -> Bool {
        path.ends(inLetters: ".pth") || path.ends(inLetters: ".pt")
    }
}

extension Safetensors {
    /// Reads a file, and the labels in its metadata. The format knows neither dictionaries nor moving averages.
    static func open(_ source: ByteSource, options: CheckpointOptions) throws(FormatError) -> Checkpoint {
        if let key = options.key, !key.isEmpty {
            throw FormatError(
                file: source.file, reason: "is a safetensors file, which has no dictionary \(quoted(key)) inside")
        }
        guard options.movingAverage != .required else {
            throw FormatError(
                file: source.file,
                reason: "is a safetensors file, which does not say whether its weights are a moving average (EMA)")
        }
        let weights = try read(source)
        return Checkpoint(weights: weights, labels: ClassLabels.find(in: weights.metadata))
    }
}
