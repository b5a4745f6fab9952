import SwiftletTensors
import _SwiftletSystem

extension PyTorchCheckpoint {
    /// Writes a state dict that `torch.load(path, weights_only=True)` reads: the zip layout with an `OrderedDict` in the order of
    /// the weights. Each tensor has a storage of its own. Metadata is left out, because the format has no place for it. Equal
    /// weights give equal files.
    ///
    /// The file is written beside `path` and renamed over it, so the weights may have been read from `path`.
    /// - Parameter labels: The names of the classes. If given, the file holds a dictionary of `state_dict` and `labels`, a list
    ///   of strings.
    public static func write(_ weights: Weights, to path: FilePath, labels: [String]? = nil) throws(FormatError) {
        try write(weights, to: path, labels: labels, zip64From: 0xFFFF_FFFF)
    }

    /// The same for a path as text.
    public static func write(_ weights: Weights, to path: String, labels: [String]? = nil) throws(FormatError) {
        try write(weights, to: FilePath(named: path), labels: labels)
    }

    /// - Parameter limit: The size or offset from which zip64 is used.
    package static func write(
        _ weights: Weights, to path: FilePath, labels: [String]? = nil, zip64From limit: UInt64
    ) throws(FormatError) {
        for key in weights.paths where key.utf8.count > Int(UInt16.max) {
            throw FormatError(file: path, place: "tensor \(quoted(key))", reason: "the name is too long")
        }
        try AtomicFile.write(to: path) { (writer) throws(FormatError) in
            var archive = ZipWriter(zip64From: limit)
            try archive.add("archive/data.pkl", PickleWriter.checkpoint(weights, labels: labels), to: &writer)
            try archive.add("archive/byteorder", Array("little".utf8), to: &writer)
            for (index, (_, tensor)) in weights.enumerated() {
                try tensor.withUnsafeBytes { (bytes) throws(FormatError) in
                    try archive.add("archive/data/\(index)", bytes, to: &writer)
                }
            }
            try archive.add("archive/version", Array("3\n".utf8), to: &writer)
            try archive.finish(to: &writer)
        }
    }
}

extension ZipWriter {
    fileprivate mutating func add(
        _ name: String, _ contents: [UInt8], to writer: inout AtomicFile.Writer
    ) throws(FormatError) {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: contents.count, alignment: 1)
        defer { bytes.deallocate() }
        bytes.copyBytes(from: contents)
        try add(name, UnsafeRawBufferPointer(bytes), to: &writer)
    }
}
