/// A Python class or function that a pickle names. None is ever called. The results of the known ones are built here; the result of
/// an unknown one is a ``PickleHeap/Object`` that keeps its name.
enum PickleGlobal {
    /// `collections.OrderedDict`, and `dict` itself.
    case dictionary
    /// `collections.Counter`, made from a dictionary.
    case counter
    /// `collections.defaultdict`, made from the function that makes defaults.
    case defaultDictionary
    /// `torch.Size`, a tuple.
    case size
    /// A class whose instances hold no tensors and are not needed: bytes, complex numbers, devices.
    case value
    /// `torch.Tensor`, `torch.FloatTensor` and the like. `BUILD` gives an instance its contents.
    case tensorClass
    case parameterClass
    case storageClass(PickleElement)
    case elementType(PickleElement)
    /// `_rebuild_tensor` and `_rebuild_tensor_v2`: (storage, offset, size, stride, requires_grad, hooks, metadata).
    case rebuildTensor
    /// `_rebuild_tensor_v3`, with the element type before the metadata.
    case rebuildTypedTensor
    /// `_rebuild_parameter`, also `…_with_state`: (tensor, requires_grad, hooks, state).
    case rebuildParameter
    /// `_rebuild_device_tensor_from_cpu_tensor`: (tensor, element type, device, requires_grad).
    case rebuildOnDevice
    /// `_rebuild_from_type_v2`: (function, class, arguments, state).
    case rebuildSubclass
    /// A function that makes a tensor that cannot be read, and the kind of the tensor.
    case rebuildOther(String)
    /// Any other, as an index into the heap's names.
    case unknown(Int)

    /// The names that `torch.load(weights_only=True)` allows (`torch/_weights_only_unpickler.py`) and a few harmless others.
    static func known(module: String, name: String) -> PickleGlobal? {
        switch (module, name) {
        case ("collections", "OrderedDict"), ("builtins", "dict"), ("__builtin__", "dict"): .dictionary
        case ("collections", "Counter"): .counter
        case ("collections", "defaultdict"): .defaultDictionary
        case ("torch", "Size"): .size
        case ("torch", "Tensor"): .tensorClass
        case ("torch.nn.parameter", "Parameter"), ("torch.nn.parameter", "Buffer"): .parameterClass
        case ("torch._utils", _): rebuildFunction(name)
        case ("torch._tensor", "_rebuild_from_type_v2"), ("torch._tensor", "_rebuild_from_type"),
            ("torch.tensor", "_rebuild_from_type_v2"), ("torch.tensor", "_rebuild_from_type"):
            .rebuildSubclass
        case ("torch", "device"), ("torch.serialization", "_get_layout"), ("_codecs", "encode"): .value
        case ("builtins", _), ("__builtin__", _): plainClasses.contains(name) ? .value : nil
        case ("torch.storage", "UntypedStorage"): .storageClass(.byte)
        case ("torch", _), ("torch.cuda", _): fromTorch(name)
        default: nil
        }
    }

    private static let plainClasses: Set<String> = [
        "set", "frozenset", "bytes", "bytearray", "complex", "int", "float", "bool", "str", "list", "tuple", "object",
    ]

    private static let quantizationSchemes: Set<String> = [
        "per_tensor_affine", "per_tensor_symmetric", "per_channel_affine", "per_channel_symmetric",
        "per_channel_affine_float_qparams",
    ]

    private static let tensorClasses: Set<String> = Set(
        ["Double", "Float", "Half", "BFloat16", "Long", "Int", "Short", "Char", "Byte", "Bool"].map { $0 + "Tensor" })

    private static func rebuildFunction(_ name: String) -> PickleGlobal? {
        switch name {
        case "_rebuild_tensor", "_rebuild_tensor_v2": .rebuildTensor
        case "_rebuild_tensor_v3": .rebuildTypedTensor
        case "_rebuild_parameter", "_rebuild_parameter_with_state": .rebuildParameter
        case "_rebuild_device_tensor_from_cpu_tensor": .rebuildOnDevice
        case "_rebuild_qtensor": .rebuildOther("quantized")
        case "_rebuild_sparse_tensor", "_rebuild_sparse_csr_tensor": .rebuildOther("sparse")
        case "_rebuild_nested_tensor": .rebuildOther("nested")
        case "_rebuild_meta_tensor_no_storage": .rebuildOther("without elements (of the device “meta”)")
        case "_rebuild_wrapper_subclass": .rebuildOther("a wrapper of other tensors")
        case "_rebuild_device_tensor_from_numpy", "_rebuild_xla_tensor": .rebuildOther("made from a NumPy array")
        default: nil
        }
    }

    private static func fromTorch(_ name: String) -> PickleGlobal? {
        if let element = PickleElement(storageClass: name) { return .storageClass(element) }
        if let element = PickleElement(typeName: name) { return .elementType(element) }
        if quantizationSchemes.contains(name) { return .value }
        return tensorClasses.contains(name) ? .tensorClass : nil
    }
}
