import OrderedCollections
import Tensors

/// What an opcode of a pickle leaves on the stack.
///
/// Containers are places in a ``PickleHeap``: a value can be shared any number of times at no cost, and neither a
/// cycle nor a nesting a million deep needs a reference count or recursion to be freed.
enum PickleValue {
    case none
    case bool(Bool)
    case integer(Int)
    /// An integer beyond `Int`: its two's complement bytes, least significant first.
    case wideInteger([UInt8])
    case float(Double)
    case string(String)
    case tuple(Int)
    case list(Int)
    case dictionary(Int)
    case global(PickleGlobal)
    case storage(Int)
    case tensor(Int)

    /// What an error message calls it.
    var kind: String {
        switch self {
        case .none: "None"
        case .bool: "a truth value"
        case .integer, .wideInteger: "an integer"
        case .float: "a float"
        case .string: "a string"
        case .tuple: "a tuple"
        case .list: "a list"
        case .dictionary: "a dictionary"
        case .global: "a class or function"
        case .storage: "a storage"
        case .tensor: "a tensor"
        }
    }
}

/// The few names of Python that a pickle may mention. None is ever called: each stands for something built here.
enum PickleGlobal: Equatable {
    case orderedDictionary
    case rebuildTensor
    case rebuildParameter
    case storage(ScalarType)

    init?(module: String, name: String) {
        switch (module, name) {
        case ("collections", "OrderedDict"): self = .orderedDictionary
        case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor
        case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
        case ("torch", _):
            guard let type = ScalarType.allCases.first(where: { $0.torchStorageName == name }) else { return nil }
            self = .storage(type)
        default: return nil
        }
    }
}

extension ScalarType {
    /// The class in module `torch` whose instances hold elements of this type.
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

/// The containers of a pickle, by the index in their ``PickleValue``.
///
/// A byte of pickle can make a container that takes a hundred bytes here, or an element of thirty, so what all of them
/// take is counted.
struct PickleHeap {
    /// The keys that state dicts and optimizer states use.
    enum Key: Hashable {
        case string(String)
        case integer(Int)
    }

    /// A storage that the pickle names: where its bytes are is another part of the file's concern.
    struct Storage {
        let key: String
        let type: ScalarType
        let count: Int
    }

    /// A tensor as a view of a storage, in elements of the storage's type.
    struct View {
        let storage: Storage
        let offset: Int
        let extents: [Int]
        let strides: [Int]
    }

    private(set) var tuples: [[PickleValue]] = [[]]
    private(set) var lists: [[PickleValue]] = []
    private(set) var dictionaries: [OrderedDictionary<Key, PickleValue>] = []
    private(set) var storages: [Storage] = []
    private(set) var views: [View] = []

    /// What the containers take in memory, in bytes, growth included; an upper estimate.
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

    mutating func makeList() -> PickleValue {
        size += Self.containerSize
        lists.append([])
        return .list(lists.count - 1)
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

    mutating func makeView(_ view: View) -> PickleValue {
        size += 2 * Self.containerSize + 2 * view.extents.count * MemoryLayout<Int>.stride
        views.append(view)
        return .tensor(views.count - 1)
    }

    mutating func append(_ elements: [PickleValue], toList index: Int) {
        size += elements.count * Self.elementSize
        lists[index] += elements
    }

    mutating func set(_ value: PickleValue, forKey key: Key, inDictionary index: Int) {
        if dictionaries[index].updateValue(value, forKey: key) == nil { size += Self.itemSize }
    }

    /// The elements if `value` is a tuple or a list.
    func elements(_ value: PickleValue) -> [PickleValue]? {
        switch value {
        case .tuple(let index): tuples[index]
        case .list(let index): lists[index]
        default: nil
        }
    }

    /// The elements of a tuple or list of integers.
    func integers(_ value: PickleValue) -> [Int]? {
        guard let elements = elements(value) else { return nil }
        var result: [Int] = []
        result.reserveCapacity(elements.count)
        for case .integer(let integer) in elements { result.append(integer) }
        return result.count == elements.count ? result : nil
    }
}
