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
    /// A value of no use here that holds no tensors: bytes, a complex number, a device.
    case value
    case tuple(Int)
    case list(Int)
    /// A set, whose elements have a place among the lists.
    case set(Int)
    case dictionary(Int)
    case global(PickleGlobal)
    case storage(Int)
    case tensor(Int)
    /// What an unknown class or function would have made.
    case object(Int)

    /// What an error message calls it.
    var kind: String {
        switch self {
        case .none: "None"
        case .bool: "a truth value"
        case .integer, .wideInteger: "an integer"
        case .float: "a float"
        case .string: "a string"
        case .value: "a value"
        case .tuple: "a tuple"
        case .list: "a list"
        case .set: "a set"
        case .dictionary: "a dictionary"
        case .global: "a class or function"
        case .storage: "a storage"
        case .tensor: "a tensor"
        case .object: "an object"
        }
    }
}
