import SwiftletTensors

/// An element type of PyTorch, whether or not ``SwiftletTensors/ScalarType`` has it.
struct PickleElement: Equatable {
    /// The type's name in module `torch`: “float32”.
    let name: String

    /// Bytes of one element.
    let size: Int

    /// The same type here; nil if there is none.
    let scalarType: ScalarType?

    private init(_ name: String, _ size: Int) {
        self.name = name
        self.size = size
        scalarType = ScalarType(rawValue: name)
    }

    static let byte = PickleElement("uint8", 1)

    /// The type called `name` in module `torch` (`_dtype_to_storage_type_map` and `_new_dtypes` in `torch/storage.py`).
    init?(typeName name: String) {
        guard let size = Self.sizes[name] else { return nil }
        self.init(name, size)
    }

    /// The element type of the storage class `name` in module `torch`; bytes for an untyped storage.
    init?(storageClass name: String) {
        guard let type = Self.storageClasses[name] else { return nil }
        self.init(typeName: type)
    }

    private static let sizes: [String: Int] = {
        var sizes = [
            "complex128": 16, "complex64": 8, "complex32": 4, "bcomplex32": 4, "qint32": 4, "qint8": 1, "quint8": 1,
            "quint4x2": 1, "quint2x4": 1, "float8_e5m2": 1, "float8_e4m3fn": 1, "float8_e5m2fnuz": 1,
            "float8_e4m3fnuz": 1, "float8_e8m0fnu": 1, "float4_e2m1fn_x2": 1, "bits8": 1, "bits16": 2, "bits1x8": 1,
            "bits2x4": 1, "bits4x2": 1, "uint16": 2, "uint32": 4, "uint64": 8,
        ]
        for type in ScalarType.allCases { sizes[type.rawValue] = type.size }
        for width in 1...7 {
            sizes["int\(width)"] = 1
            sizes["uint\(width)"] = 1
        }
        return sizes
    }()

    private static let storageClasses: [String: String] = {
        var classes = [
            "ComplexDoubleStorage": "complex128", "ComplexFloatStorage": "complex64", "QInt8Storage": "qint8",
            "QInt32Storage": "qint32", "QUInt8Storage": "quint8", "QUInt4x2Storage": "quint4x2",
            "QUInt2x4Storage": "quint2x4", "UntypedStorage": "uint8",
        ]
        for type in ScalarType.allCases { classes[type.torchStorageName] = type.rawValue }
        return classes
    }()
}

extension ScalarType {
    /// The storage class in module `torch` for elements of this type.
    var torchStorageName: String {
        switch self {
        case .float64: "DoubleStorage"
        case .float32: "FloatStorage"
        case .float16: "HalfStorage"
        case .bfloat16: "BFloat16Storage"
        case .int64: "LongStorage"
        case .int32: "IntStorage"
        case .int16: "ShortStorage"
        case .int8: "CharStorage"
        case .uint8: "ByteStorage"
        case .bool: "BoolStorage"
        }
    }
}
