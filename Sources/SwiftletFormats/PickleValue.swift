/// A value on the stack of a pickle machine.
///
/// Containers are indices into a ``PickleHeap``. Sharing a value costs nothing, and freeing a cycle or a nesting a million
/// levels deep needs neither reference counts nor recursion.
enum PickleValue {
    case none
    case bool(Bool)
    case integer(Int)
    /// An integer beyond `Int`: its two's complement bytes, least significant first.
    case wideInteger([UInt8])
    case float(Double)
    case string(String)
    /// A value without tensors that is not needed: bytes, a complex number, a device.
    case value
    case tuple(Int)
    case list(Int)
    /// A set; its elements are among the heap's lists.
    case set(Int)
    case dictionary(Int)
    case global(PickleGlobal)
    case storage(Int)
    case tensor(Int)
    /// The result that an unknown class or function would have made.
    case object(Int)

    /// The value's name in error messages.
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
