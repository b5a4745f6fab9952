extension PickleMachine {
    /// The result of calling a class or function (opcodes REDUCE, NEWOBJ, INST and OBJ). Makes the results of the known ones; for
    /// the others makes an object that keeps only the name and the arguments.
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

    /// `OrderedDict()`, or `OrderedDict([[key, value], …])` as Python 2 pickles it.
    private mutating func dictionary(_ arguments: [PickleValue]) throws(FormatError) -> PickleValue {
        guard let first = arguments.first else { return heap.makeDictionary() }
        if case .dictionary = first { return first }
        guard let pairs = heap.elements(first) else { throw error("a dictionary made of \(first.kind)") }
        let result = heap.makeDictionary()
        guard case .dictionary(let index) = result else { return result }
        for pair in pairs {
            guard let pair = heap.elements(pair), pair.count == 2 else {
                throw error("a dictionary made of something other than pairs")
            }
            try set(pair, inDictionary: index)
        }
        return result
    }

    /// The opcode BUILD: gives `value` its attributes.
    mutating func build(_ value: PickleValue, _ state: PickleValue) throws(FormatError) {
        switch value {
        // `_metadata` of a module's state dict holds versions of its layers, which are not needed.
        case .dictionary, .value, .set: break
        case .object(let index): heap.give([state], toObject: index)
        case .tensor(let index): try build(tensor: index, state)
        default: throw error("attributes for \(value.kind)")
        }
    }
}
