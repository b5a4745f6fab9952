import SwiftletTensors

/// The safetensors format: eight bytes of header length, a JSON header, the tensors' bytes.
///
/// Reading enforces the rules of <https://huggingface.co/docs/safetensors>: a header of at most 100 MB that starts with `{` and
/// has no key twice, and tensors that cover the rest of the file exactly, without overlap or hole. At most 2²⁰ keys are read.
/// Element types that `ScalarType` lacks (8-bit floats, unsigned integers wider than a byte) are rejected.
public enum Safetensors {
    /// The longest header that is read, in bytes, as in the reference implementation.
    static let headerLimit = 100_000_000

    /// The most axes of a tensor, PyTorch's own limit.
    static let rankLimit = 64

    /// The most tensors and the most entries of metadata. A large language model has some ten thousand tensors. The length of
    /// the header is not limit enough: a header of empty tensors takes several times its length in memory.
    static let countLimit = 1 << 20

    /// The header's key for free text.
    static let metadataKey = "__metadata__"
}

extension ScalarType {
    init?(safetensors name: String) {
        // Comparing long text beyond ASCII is slow; see `KeyAllowance`.
        guard name.utf8.count <= 4 else { return nil }
        switch name {
        case "F64": self = .float64
        case "F32": self = .float32
        case "F16": self = .float16
        case "BF16": self = .bfloat16
        case "I64": self = .int64
        case "I32": self = .int32
        case "I16": self = .int16
        case "I8": self = .int8
        case "U8": self = .uint8
        case "BOOL": self = .bool
        default: return nil
        }
    }

    var safetensorsName: String {
        switch self {
        case .float64: "F64"
        case .float32: "F32"
        case .float16: "F16"
        case .bfloat16: "BF16"
        case .int64: "I64"
        case .int32: "I32"
        case .int16: "I16"
        case .int8: "I8"
        case .uint8: "U8"
        case .bool: "BOOL"
        }
    }
}
