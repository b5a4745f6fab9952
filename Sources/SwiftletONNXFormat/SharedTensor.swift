/// A tensor that a file holds once and several layers read.
///
/// Exporters keep equal tensors once, for example the zeros of an untrained network. Such a tensor counts for every layer that has a
/// module of its own. It counts once for layers of one module, and for layers whose modules the file does not name.
public struct SharedTensor: Hashable, Sendable {
    /// Its name in the file.
    public let name: String
    /// The paths of the layers, in the graph's order.
    public let layers: [String]
    /// Whether the layers share one parameter. Otherwise each layer has an equal parameter of its own.
    public let isCountedOnce: Bool

    public init(name: String, layers: [String], isCountedOnce: Bool) {
        self.name = name
        self.layers = layers
        self.isCountedOnce = isCountedOnce
    }
}

extension ONNXFile {
    /// How ``sharedTensors`` count as parameters, in a sentence. Nil if no tensor is shared.
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
