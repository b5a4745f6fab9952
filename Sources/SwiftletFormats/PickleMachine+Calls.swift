extension PickleMachine {
    /// What the opcodes REDUCE, NEWOBJ, INST and OBJ stand for: a call of a class or function. The known ones have their results made
    /// here; of the others' nothing is known but the name.
    mutating func call(_ callee: PickleValue, _ arguments: [PickleValue]) throws(FormatError) -> PickleValue {
        let global: PickleGlobal
        switch callee {
        case .global(let known): global = known
        case .object(let index): return heap.makeObject(name: heap.objects[index].name, arguments: arguments)
        default: throw error("a call of \(callee.kind) instead of a class or function")
        }
        switch global {
        case .dictionary:
            return try dictionary(arguments)
        case .counter:
            return if case .dictionary? = arguments.first { arguments[0] } else { heap.makeDictionary() }
        case .defaultDictionary:
            return heap.makeDictionary()
        case .size:
            return if let first = arguments.first, heap.elements(first) != nil { first } else { .tuple(0) }
        case .value, .elementType:
            return .value
        case .unknown(let name):
            return heap.makeObject(name: name, arguments: arguments)
        case .storageClass(let element):
            return heap.makeObject(name: heap.name("torch.storage." + element.name), arguments: arguments)
        case .tensorClass, .parameterClass, .rebuildTensor, .rebuildTypedTensor, .rebuildParameter, .rebuildOnDevice,
            .rebuildSubclass, .rebuildOther:
            return try tensor(global, arguments)
        }
    }

    /// `OrderedDict()` or `OrderedDict([[key, value], …])`, which is how Python 2 pickles one.
    private mutating func dictionary(_ arguments: [PickleValue]) throws(FormatError) -> PickleValue {
        guard let first = arguments.first else { return heap.makeDictionary() }
        if case .dictionary = first { return first }
        guard let pairs = heap.elements(first) else { throw error("a dictionary made of \(first.kind)") }
        let result = heap.makeDictionary()
        guard case .dictionary(let index) = result else { return result }
        for pair in pairs {
            guard let pair = heap.elements(pair), pair.count == 2 else {
                throw error("a dictionary made of something else than pairs")
            }
            try set(pair, inDictionary: index)
        }
        return result
    }

    /// The opcode BUILD: gives `value` its attributes.
    mutating func build(_ value: PickleValue, _ state: PickleValue) throws(FormatError) {
        switch value {
        // `_metadata` of a module's state dict: versions of its layers, of no use here.
        case .dictionary, .value, .set: break
        case .object(let index): heap.give([state], toObject: index)
        case .tensor(let index): try build(tensor: index, state)
        default: throw error("attributes for \(value.kind)")
        }
    }
}
