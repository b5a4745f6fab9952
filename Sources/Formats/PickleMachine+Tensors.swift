import Tensors

extension PickleMachine {
    /// What the opcode REDUCE stands for: a call of the few functions that are known.
    mutating func call(_ callee: PickleValue, _ arguments: [PickleValue]?) throws(FormatError) -> PickleValue {
        guard case .global(let global) = callee, let arguments else {
            throw error("a call of \(callee.kind) instead of a known function")
        }
        switch global {
        case .orderedDictionary:
            guard arguments.isEmpty else { throw error("collections.OrderedDict with arguments") }
            return heap.makeDictionary()
        case .rebuildTensor:
            return try tensor(arguments)
        case .rebuildParameter:
            // (tensor, requires_grad, backward_hooks)
            guard case .tensor? = arguments.first else {
                throw error("_rebuild_parameter of something else than a tensor")
            }
            return arguments[0]
        case .storage:
            throw error("a storage that is called; its elements must be stored apart from the pickle")
        }
    }

    /// `_rebuild_tensor_v2(storage, storage_offset, size, stride, requires_grad, backward_hooks[, metadata])`
    private mutating func tensor(_ arguments: [PickleValue]) throws(FormatError) -> PickleValue {
        guard arguments.count >= 4, case .storage(let storage) = arguments[0], case .integer(let offset) = arguments[1],
            let extents = heap.integers(arguments[2]), let strides = heap.integers(arguments[3]),
            extents.count == strides.count, extents.count <= Safetensors.rankLimit
        else { throw error("_rebuild_tensor_v2 with arguments that describe no tensor") }
        return heap.makeView(
            .init(storage: heap.storages[storage], offset: offset, extents: extents, strides: strides))
    }

    /// A persistent identifier: `("storage", class, key, location, number of elements)`, and `None` as a sixth in
    /// files of before PyTorch 1.6.
    mutating func persistent(_ identifier: [PickleValue]?) throws(FormatError) -> PickleValue {
        guard let identifier, 5...6 ~= identifier.count, case .string(let kind) = identifier[0],
            kind.utf8.elementsEqual("storage".utf8),
            case .global(.storage(let type)) = identifier[1], case .string(let key) = identifier[2],
            case .integer(let count) = identifier[4], count >= 0, key.utf8.count <= Self.nameLimit, key.isASCII
        else { throw error("a persistent identifier that is not a storage's") }
        if identifier.count == 6 {
            guard case .none = identifier[5] else {
                throw error("storage \(quoted(key)) is a view of another, which is not read")
            }
        }
        return heap.makeStorage(.init(key: key, type: type, count: count))
    }
}
