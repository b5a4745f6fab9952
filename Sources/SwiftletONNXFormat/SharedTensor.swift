/// A tensor that a file keeps once and several layers read.
///
/// Exporters keep equal tensors once, so that an untrained network's zeros, for one, are not those of one layer only: such count for
/// every layer that has a module of its own. What one module reads again, or layers of which the file names no modules, counts once.
public struct SharedTensor: Hashable, Sendable {
    /// Its name in the file.
    public let name: String
    /// The paths of the layers, in their order.
    public let layers: [String]
    /// Whether the layers have it in common; otherwise each has a parameter of its own that is equal to it.
    public let isCountedOnce: Bool

    public init(name: String, layers: [String], isCountedOnce: Bool) {
        self.name = name
        self.layers = layers
        self.isCountedOnce = isCountedOnce
    }
}

extension ONNXFile {
    /// What is to be said of ``sharedTensors`` where parameters are counted, in a sentence; nil where there are none.
    public var sharing: String? {
        func count(_ tensors: [SharedTensor], _ rule: String) -> String? {
            guard !tensors.isEmpty else { return nil }
            let layers = Set(tensors.flatMap(\.layers)).count
            return tensors.count == 1
                ? "1 tensor is shared by \(layers) layers and counts \(rule)"
                : "\(tensors.count) tensors are shared by \(layers) layers and count \(rule)"
        }
        let parts = [
            count(sharedTensors.filter { !$0.isCountedOnce }, "for each"),
            count(sharedTensors.filter(\.isCountedOnce), "once"),
        ].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }
}
