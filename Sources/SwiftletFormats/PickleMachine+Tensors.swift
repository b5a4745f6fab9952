extension PickleMachine {
    /// The tensor that one of PyTorch's functions makes (`torch/_utils.py`).
    mutating func tensor(_ function: PickleGlobal, _ arguments: [PickleValue]) throws(FormatError) -> PickleValue {
        switch function {
        case .rebuildTensor:
            return try view(arguments, type: nil, metadata: 6)
        case .rebuildTypedTensor:
            guard arguments.count >= 7, case .global(.elementType(let type)) = arguments[6] else {
                throw error("_rebuild_tensor_v3 without an element type")
            }
            return try view(arguments, type: type, metadata: 7)
        case .parameterClass:
            guard let data = arguments.first else { return heap.makeTensor(.other("without elements")) }
            return try sameTensor(data, "Parameter")
        case .rebuildParameter:
            guard let data = arguments.first else { throw error("_rebuild_parameter of nothing") }
            return try sameTensor(data, "_rebuild_parameter")
        case .rebuildOnDevice:
            guard arguments.count >= 2, case .global(.elementType(let type)) = arguments[1] else {
                throw error("_rebuild_device_tensor_from_cpu_tensor without an element type")
            }
            let data = try sameTensor(arguments[0], "_rebuild_device_tensor_from_cpu_tensor")
            guard case .tensor(let index) = data, case .view(let view) = heap.tensors[index], view.element != type
            else {
                return data
            }
            return heap.makeTensor(.other("of \(view.element.name) that becomes \(type.name) on its device"))
        case .rebuildSubclass:
            return try subclass(arguments)
        case .rebuildOther(let kind):
            return heap.makeTensor(.other(kind))
        default:
            return heap.makeTensor(.other("without elements"))
        }
    }

    /// The tensor that a function wraps without changing its elements.
    private func sameTensor(_ data: PickleValue, _ function: String) throws(FormatError) -> PickleValue {
        switch data {
        case .tensor, .object: return data
        default: throw error("\(function) of something other than a tensor")
        }
    }

    /// `_rebuild_from_type_v2(function, class, arguments, state)`. An unknown class may change the elements, so its result is an
    /// object.
    private mutating func subclass(_ arguments: [PickleValue]) throws(FormatError) -> PickleValue {
        guard arguments.count >= 3, case .global(let function) = arguments[0], case .global(let type) = arguments[1],
            let inner = heap.elements(arguments[2])
        else { throw error("_rebuild_from_type_v2 with arguments that do not describe a tensor") }
        switch type {
        case .tensorClass, .parameterClass: break
        case .unknown(let name): return heap.makeObject(name: name, arguments: inner)
        default: throw error("_rebuild_from_type_v2 of something other than a tensor")
        }
        switch function {
        case .unknown(let name): return heap.makeObject(name: name, arguments: inner)
        case .rebuildSubclass: throw error("_rebuild_from_type_v2 of itself")
        default: return try tensor(function, inner)
        }
    }

    /// `_rebuild_tensor_v2(storage, storage_offset, size, stride, requires_grad, backward_hooks[, metadata])`
    /// - Parameters:
    ///   - type: The element type, if it differs from the storage's.
    ///   - metadata: The index of the dictionary of flags among the arguments.
    private mutating func view(
        _ arguments: [PickleValue], type: PickleElement?, metadata: Int
    ) throws(FormatError) -> PickleValue {
        if case .object(let storage)? = arguments.first {
            return heap.makeObject(name: heap.objects[storage].name, arguments: arguments)
        }
        guard arguments.count >= 4, case .storage(let storage) = arguments[0], case .integer(let offset) = arguments[1],
            let extents = heap.integers(arguments[2]), let strides = heap.integers(arguments[3]),
            extents.count == strides.count, extents.count <= Safetensors.rankLimit
        else { throw error("_rebuild_tensor_v2 with arguments that do not describe a tensor") }
        var view = PickleHeap.View(
            storage: heap.storages[storage], element: type ?? heap.storages[storage].element, offset: offset,
            extents: extents, strides: strides)
        if arguments.count > metadata, case .dictionary(let index) = arguments[metadata] {
            if case .bool(true)? = heap.dictionaries[index][.string("neg")] { view.isNegated = true }
        }
        return heap.makeTensor(.view(view))
    }

    /// BUILD of a tensor. Gives it attributes, which do not matter, or its storage, offset, size and stride, as PyTorch did before
    /// it had functions for that.
    mutating func build(tensor index: Int, _ state: PickleValue) throws(FormatError) {
        guard case .tuple(let tuple) = state else { return }
        let state = heap.tuples[tuple]
        if state.count == 4, case .storage = state[0], case .tensor(let made) = try view(state, type: nil, metadata: 4)
        {
            heap.replaceTensor(index, by: heap.tensors[made])
        } else if state.count > 2 {
            heap.replaceTensor(index, by: .other("changed after it was made"))
        }
    }

    /// The value of a persistent identifier: `("storage", class, key, location, number of elements)`. In files from before PyTorch
    /// 1.6 it has a sixth element, `None` or a part of the storage, or it is `("module", class, file, source)`.
    mutating func persistent(_ identifier: [PickleValue]?) throws(FormatError) -> PickleValue {
        if let identifier, identifier.count >= 2, case .string(let kind) = identifier[0],
            kind.utf8.elementsEqual("module".utf8)
        {
            return identifier[1]
        }
        guard let identifier, 5...6 ~= identifier.count, case .string(let kind) = identifier[0],
            kind.utf8.elementsEqual("storage".utf8),
            case .global(.storageClass(let element)) = identifier[1], case .string(let key) = identifier[2],
            case .integer(let count) = identifier[4], count >= 0, key.utf8.count <= Self.nameLimit, key.isASCII
        else { throw error("a persistent identifier that does not name a storage") }
        var range = 0..<count
        if identifier.count == 6, let part = heap.elements(identifier[5]) {
            // (key of the view, offset, number of elements)
            guard part.count == 3, case .integer(let offset) = part[1], case .integer(let length) = part[2],
                offset >= 0, length >= 0, offset <= count, length <= count - offset
            else { throw error("storage \(quoted(key)) is an impossible part of another") }
            range = offset..<offset + length
        }
        return heap.makeStorage(.init(key: key, element: element, count: count, range: range))
    }
}
