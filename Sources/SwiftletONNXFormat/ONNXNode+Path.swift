extension ONNXNode {
    private static let scopesKey = "pkg.torch.onnx.name_scopes".utf8

    /// The path of the module that the node was exported from. Empty if the file does not name it.
    ///
    /// PyTorch's newer exporter writes a list of scopes. Its older exporter and TensorFlow's put scopes and operator into the node's
    /// name, between slashes. In PyTorch's names, a module in a container repeats the container's name:
    /// `/features/features.1/conv/conv.0/Conv` is `features.1.conv.0`.
    var modulePath: String {
        if let entry = proto.metadataProps.first(where: { $0.key.utf8.elementsEqual(Self.scopesKey) }) {
            // A Python list: ['', 'features', 'features.0', 'conv2d'], the operator last.
            let scopes = entry.value.split(separator: "'", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset % 2 == 1 }.map { String($0.element) }
            return scopes.count >= 2 ? Self.sanitized(scopes[scopes.count - 2]) : ""
        }
        let scopes = proto.name.split(separator: "/").dropLast()
        var components: [Substring] = []
        for scope in scopes {
            if let last = components.last, scope.hasPrefix(last + ".") {
                components[components.count - 1] = scope
            } else {
                components.append(scope)
            }
        }
        return Self.sanitized(components.joined(separator: "."))
    }

    /// Identifies the node's module. Empty if the file does not name it. In the older exporter's names, which begin with a slash,
    /// the later calls of a module are numbered.
    var module: String {
        let path = modulePath
        return path.isEmpty || !proto.name.hasPrefix("/") ? path : "/" + path
    }

    /// The path of a layer with parameters: the module's path, or else the node's own name.
    var layerPath: String {
        let path = modulePath
        if !path.isEmpty { return path }
        let name = Self.sanitized(proto.name.isEmpty ? proto.output.first ?? "" : proto.name)
        return name.isEmpty ? "node\(index)" : name
    }

    /// The text with everything but letters, digits, dots, dashes and underscores replaced by underscores.
    private static func sanitized(_ text: String) -> String {
        String(
            decoding: text.utf8.prefix(256).map { isPlain($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
    }

    /// Whether a tensor's name reads like a key of a state dict: `features.0.weight`, not `onnx::Conv_402` or `val_28`.
    static func isKey(_ name: String) -> Bool {
        let bytes = name.utf8
        return bytes.count <= 256 && bytes.allSatisfy(isPlain) && bytes.contains(UInt8(ascii: "."))
            && bytes.first != UInt8(ascii: ".") && bytes.last != UInt8(ascii: ".")
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
