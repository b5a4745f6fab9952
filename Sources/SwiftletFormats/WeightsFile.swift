import SwiftletTensors
import _SwiftletSystem

/// Files of weights in any supported format.
public enum WeightsFile {
    /// Reads the weights of a safetensors file or a PyTorch checkpoint; see ``open(contentsOf:options:)``.
    public static func read(contentsOf path: FilePath) throws(FormatError) -> Weights {
        try open(contentsOf: path).weights
    }

    /// Reads a safetensors file or a PyTorch checkpoint, and reports what was chosen and what was left out. The contents determine
    /// the format, not the name.
    /// - Throws: ``FormatError`` if the file is neither, is damaged or malicious, lacks what `options` ask for, or holds several
    ///   state dicts without a rule to choose between them.
    public static func open(
        contentsOf path: FilePath, options: CheckpointOptions = .init()
    ) throws(FormatError) -> Checkpoint {
        let source = try ByteSource(contentsOf: path)
        try source.load(0..<512)
        let bytes = source.bytes
        // In a safetensors file the byte after the header's length is a brace. A zip archive has its compression method there
        // and an older checkpoint its magic number, and neither contains a brace.
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

    /// Writes safetensors for the extension `.safetensors`, or a PyTorch checkpoint for `.pth` or `.pt`.
    /// - Parameter labels: The names of the classes. In safetensors they become the metadata entry `labels`, a JSON list. In a
    ///   checkpoint they are beside the state dict; see ``PyTorchCheckpoint/write(_:to:labels:)``.
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
                reason: "the name must end in .safetensors (safetensors) or in .pth or .pt (PyTorch)")
        }
    }

    /// The same for a path as text.
    public static func write(_ weights: Weights, to path: String, labels: [String]? = nil) throws(FormatError) {
        try write(weights, to: FilePath(named: path), labels: labels)
    }

    /// Whether the path ends as a PyTorch checkpoint's: in `.pth` or `.pt`.
    package static func isCheckpoint(_ path: FilePath) -> Bool {
        path.ends(inLetters: ".pth") || path.ends(inLetters: ".pt")
    }
}

extension Safetensors {
    /// Reads a file and the labels in its metadata. The format has neither dictionaries nor moving averages.
    static func open(_ source: ByteSource, options: CheckpointOptions) throws(FormatError) -> Checkpoint {
        if let key = options.key, !key.isEmpty {
            throw FormatError(
                file: source.file, reason: "is a safetensors file, which cannot hold a dictionary \(quoted(key))")
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
