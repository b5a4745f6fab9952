import OrderedCollections

/// The containers of a pickle; a ``PickleValue`` refers to one by its index.
///
/// One byte of pickle can make a container that takes a hundred bytes here, or an element that takes thirty, so the heap counts
/// the memory that all of them take.
struct PickleHeap {
    /// A key of a dictionary.
    enum Key: Hashable {
        case string(String)
        case integer(Int)
        /// A key that nobody looks up, such as a tuple, with a number of its own.
        case other(Int)
    }

    /// A storage that the pickle names. Its bytes are elsewhere in the file.
    struct Storage {
        let key: String
        let element: PickleElement
        /// The number of elements in the file.
        let count: Int
        /// The elements that belong to this storage: all of them, except in some files from before PyTorch 1.6.
        let range: Range<Int>
    }

    /// A tensor as a view of a storage. Offset and strides count elements of the view's own type.
    struct View {
        let storage: Storage
        let element: PickleElement
        let offset: Int
        let extents: [Int]
        let strides: [Int]
        /// Whether the elements must be negated when they are read (PyTorch's negative bit).
        var isNegated = false
    }

    enum Tensor {
        case view(View)
        /// A tensor that cannot be read, and its kind: “sparse”.
        case other(String)
    }

    /// The result that an unknown class or function would have made.
    struct Object {
        /// The index of the class or function among the names.
        let name: Int
        let arguments: [PickleValue]
        /// Whether its arguments, attributes or first elements include tensors.
        var holdsTensors: Bool
        /// Whether its attributes are those of a `torch.nn.Module`.
        var isModule = false
    }

    private(set) var tuples: [[PickleValue]] = [[]]
    private(set) var lists: [[PickleValue]] = []
    private(set) var dictionaries: [OrderedDictionary<Key, PickleValue>] = []
    private(set) var storages: [Storage] = []
    private(set) var tensors: [Tensor] = []
    private(set) var objects: [Object] = []

    /// The unknown classes and functions, in the order of the pickle.
    private(set) var names: OrderedSet<String> = []
    private var arrayMakers: Set<Int> = []
    private var otherKeys = 0

    /// The memory that the containers take, in bytes: an upper estimate that includes room to grow.
    private(set) var size = 0

    private static let containerSize = 128
    private static let elementSize = 2 * MemoryLayout<PickleValue>.stride
    private static let itemSize = 2 * (MemoryLayout<PickleValue>.stride + MemoryLayout<Key>.stride) + 16

    mutating func makeTuple(_ elements: [PickleValue]) -> PickleValue {
        guard !elements.isEmpty else { return .tuple(0) }
        size += Self.containerSize + elements.count * Self.elementSize
        tuples.append(elements)
        return .tuple(tuples.count - 1)
    }

    mutating func makeList(_ elements: [PickleValue] = []) -> PickleValue {
        size += Self.containerSize + elements.count * Self.elementSize
        lists.append(elements)
        return .list(lists.count - 1)
    }

    mutating func makeSet(_ elements: [PickleValue] = []) -> PickleValue {
        _ = makeList(elements)
        return .set(lists.count - 1)
    }

    mutating func makeDictionary() -> PickleValue {
        size += Self.containerSize
        dictionaries.append([:])
        return .dictionary(dictionaries.count - 1)
    }

    mutating func makeStorage(_ storage: Storage) -> PickleValue {
        size += Self.containerSize
        storages.append(storage)
        return .storage(storages.count - 1)
    }

    mutating func makeTensor(_ tensor: Tensor) -> PickleValue {
        count(tensor)
        tensors.append(tensor)
        return .tensor(tensors.count - 1)
    }

    mutating func replaceTensor(_ index: Int, by tensor: Tensor) {
        count(tensor)
        tensors[index] = tensor
    }

    private mutating func count(_ tensor: Tensor) {
        size += 2 * Self.containerSize
        if case .view(let view) = tensor { size += 2 * view.extents.count * MemoryLayout<Int>.stride }
    }

    mutating func makeObject(name: Int, arguments: [PickleValue]) -> PickleValue {
        size += Self.containerSize + arguments.count * Self.elementSize
        objects.append(
            Object(
                name: name, arguments: arguments,
                holdsTensors: arrayMakers.contains(name) || arguments.contains(where: holdsTensors)))
        return .object(objects.count - 1)
    }

    /// Gives an object attributes, items or elements. They only tell whether it holds tensors and is a module.
    mutating func give(_ parts: [PickleValue], toObject index: Int) {
        size += parts.count * Self.elementSize
        for part in parts {
            if !objects[index].holdsTensors, holdsTensors(part) { objects[index].holdsTensors = true }
            // Attributes are a dictionary, or a pair of a dictionary and the attributes in slots.
            var attributes = part
            if case .tuple(let pair) = part, let first = tuples[pair].first { attributes = first }
            guard case .dictionary(let dictionary) = attributes else { continue }
            let keys = dictionaries[dictionary]
            if keys[.string("_parameters")] != nil, keys[.string("_modules")] != nil {
                objects[index].isModule = true
            }
        }
    }

    /// The index of a name. Equal names have one index.
    mutating func name(_ name: String) -> Int {
        if let known = names.firstIndex(of: name) { return known }
        size += Self.containerSize + 2 * name.utf8.count
        let index = names.append(name).index
        if makesArrays(name) { arrayMakers.insert(index) }
        return index
    }

    mutating func append(_ elements: [PickleValue], toList index: Int) {
        size += elements.count * Self.elementSize
        lists[index] += elements
    }

    mutating func set(_ value: PickleValue, forKey key: Key, inDictionary index: Int) {
        if dictionaries[index].updateValue(value, forKey: key) == nil { size += Self.itemSize }
    }

    mutating func makeOtherKey() -> Key {
        otherKeys += 1
        return .other(otherKeys)
    }

    // MARK: Reading

    /// The elements of a tuple or a list; nil for other values.
    func elements(_ value: PickleValue) -> [PickleValue]? {
        switch value {
        case .tuple(let index): tuples[index]
        case .list(let index): lists[index]
        default: nil
        }
    }

    /// The elements of a tuple or list of integers; nil for other values.
    func integers(_ value: PickleValue) -> [Int]? {
        guard let elements = elements(value) else { return nil }
        var result: [Int] = []
        result.reserveCapacity(elements.count)
        for case .integer(let integer) in elements { result.append(integer) }
        return result.count == elements.count ? result : nil
    }

    /// Whether a value is a tensor or holds one among its first elements.
    private func holdsTensors(_ value: PickleValue) -> Bool {
        func isTensor(_ value: PickleValue) -> Bool {
            switch value {
            case .tensor, .storage: true
            case .object(let index): objects[index].holdsTensors
            default: false
            }
        }
        let glance = 64
        return switch value {
        case .tuple(let index): tuples[index].prefix(glance).contains(where: isTensor)
        case .list(let index), .set(let index): lists[index].prefix(glance).contains(where: isTensor)
        case .dictionary(let index): dictionaries[index].values.prefix(glance).contains(where: isTensor)
        default: isTensor(value)
        }
    }
}

/// Whether a function is one of NumPy's that make an array. In a state dict an array stands for a tensor.
private func makesArrays(_ name: String) -> Bool {
    name.hasPrefix("numpy.") && (name.hasSuffix("._reconstruct") || name.hasSuffix("._frombuffer"))
}
