import SwiftletFormats

/// A node of the file, its inputs and attributes by position and name.
struct ONNXNode {
    let proto: Onnx_NodeProto
    let index: Int
    private let attributes: [String: Onnx_AttributeProto]
    private let file: String

    init(_ proto: Onnx_NodeProto, index: Int, file: String) throws(ONNXError) {
        self.proto = proto
        self.index = index
        self.file = file
        var attributes: [String: Onnx_AttributeProto] = [:]
        for attribute in proto.attribute {
            // Long text beyond ASCII is slow to hash; see `KeyAllowance`. No attribute has a long name.
            guard attribute.name.utf8.count <= 64 else { continue }
            guard attributes.updateValue(attribute, forKey: attribute.name) == nil else {
                throw ONNXError(
                    file: file, place: Self.place(proto, index),
                    reason: "has the attribute \(quoted(attribute.name)) twice")
            }
        }
        self.attributes = attributes
    }

    /// The operator's name, with its domain in front unless the domain is ONNX's own.
    var type: String {
        let domain = proto.domain
        return domain.isEmpty || domain == "ai.onnx" ? proto.opType : "\(domain).\(proto.opType)"
    }

    /// The name of the input at a position. Nil if the input is left out.
    func input(_ position: Int) -> String? {
        guard position < proto.input.count, !proto.input[position].isEmpty else { return nil }
        return proto.input[position]
    }

    var place: String { Self.place(proto, index) }

    private static func place(_ proto: Onnx_NodeProto, _ index: Int) -> String {
        let type = quoted(proto.opType).dropFirst().dropLast()
        return proto.name.isEmpty ? "node \(index) (\(type))" : "node \(quoted(proto.name)) (\(type))"
    }

    func error(_ reason: String) -> ONNXError { ONNXError(file: file, place: place, reason: reason) }
}

// Attributes.
extension ONNXNode {
    func has(_ name: String) -> Bool { attributes[name] != nil }

    private func attribute(_ name: String, _ type: Onnx_AttributeProto.AttributeType) throws(ONNXError)
        -> Onnx_AttributeProto?
    {
        guard let attribute = attributes[name] else { return nil }
        // Files of the first version of the format leave the type out.
        guard attribute.type == type || attribute.type == .undefined, !attribute.hasRefAttrName else {
            throw error("its attribute \(name) has another type than the operator's")
        }
        return attribute
    }

    func integer(_ name: String) throws(ONNXError) -> Int? { try attribute(name, .int).map { Int($0.i) } }

    func integer(_ name: String, default value: Int) throws(ONNXError) -> Int { try integer(name) ?? value }

    func integers(_ name: String) throws(ONNXError) -> [Int]? { try attribute(name, .ints)?.ints.map { Int($0) } }

    func float(_ name: String) throws(ONNXError) -> Double? { try attribute(name, .float).map { Double($0.f) } }

    func float(_ name: String, default value: Double) throws(ONNXError) -> Double { try float(name) ?? value }

    func floats(_ name: String) throws(ONNXError) -> [Double]? {
        try attribute(name, .floats)?.floats.map { Double($0) }
    }

    func tensor(_ name: String) throws(ONNXError) -> Onnx_TensorProto? { try attribute(name, .tensor)?.t }

    /// Short text, such as the name of a mode.
    func text(_ name: String, default value: String) throws(ONNXError) -> String {
        guard let attribute = try attribute(name, .string) else { return value }
        guard attribute.s.count <= 64 else { throw error("its attribute \(name) is too long") }
        return String(decoding: attribute.s, as: UTF8.self)
    }
}
