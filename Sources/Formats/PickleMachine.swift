import OrderedCollections
import Tensors

/// The stack machine that a pickle is a program for (protocols 2 to 4; see `pickletools` in CPython), as far as
/// `torch.save` uses it for state dicts.
///
/// It executes nothing: the names it knows are those of ``PickleGlobal``, any other is an error that names it. Every
/// opcode adds at most one object, and what they take in memory, the stack, the memo, the program's length and the
/// time that keys take have limits.
struct PickleMachine {
    static let programLimit = 1 << 26
    static let heapLimit = 1 << 28
    static let memoLimit = 1 << 20
    static let stackLimit = 1 << 20
    static let markLimit = 1 << 10
    static let nameLimit = 1 << 8

    var cursor: ByteCursor
    var heap = PickleHeap()
    private let end: Int
    private var opcodeOffset = 0
    private var stack: [PickleValue] = []
    private var marks: [Int] = []
    private var memo: [Int: PickleValue] = [:]

    /// One long string can be recalled as a key time and again, and is read each time.
    private var keys = KeyAllowance()

    init(_ cursor: ByteCursor) {
        self.cursor = cursor
        end = cursor.position + min(cursor.remaining, Self.programLimit)
    }

    /// The error that the opcode being executed is wrong.
    func error(_ reason: String) -> FormatError { cursor.error(reason, at: opcodeOffset) }

    /// Executes up to the opcode STOP and returns the object it leaves.
    mutating func run() throws(FormatError) -> PickleValue {
        while true {
            opcodeOffset = cursor.position
            guard cursor.position < end else {
                throw error(
                    cursor.remaining > 0
                        ? "the pickle is longer than \(Self.programLimit) bytes" : "the pickle has no end")
            }
            let opcode = try cursor.integer(UInt8.self)
            if opcode == UInt8(ascii: ".") { return try pop() }
            try execute(opcode)
        }
    }

    private mutating func execute(_ opcode: UInt8) throws(FormatError) {
        switch opcode {
        // Framing.
        case 0x80:  // PROTO
            let version = try cursor.integer(UInt8.self)
            guard 2...4 ~= version else { throw error("pickle protocol \(version); only 2, 3 and 4 are read") }
        case 0x95: _ = try cursor.take(8)  // FRAME

        // Scalars.
        case UInt8(ascii: "N"): try push(.none)
        case 0x88: try push(.bool(true))
        case 0x89: try push(.bool(false))
        case UInt8(ascii: "J"): try push(.integer(Int(try cursor.integer(Int32.self))))
        case UInt8(ascii: "K"): try push(.integer(Int(try cursor.integer(UInt8.self))))
        case UInt8(ascii: "M"): try push(.integer(Int(try cursor.integer(UInt16.self))))
        case 0x8A: try pushLong(byteCount: Int(try cursor.integer(UInt8.self)))
        case UInt8(ascii: "G"):
            try push(.float(Double(bitPattern: UInt64(bigEndian: try cursor.take(8).loadUnaligned(as: UInt64.self)))))

        // Strings; SHORT_BINSTRING and BINSTRING are Python 2's.
        case UInt8(ascii: "U"), 0x8C: try pushString(byteCount: UInt64(try cursor.integer(UInt8.self)))
        case UInt8(ascii: "T"), UInt8(ascii: "X"): try pushString(byteCount: UInt64(try cursor.integer(UInt32.self)))
        case 0x8D: try pushString(byteCount: try cursor.integer(UInt64.self))

        // Containers.
        case UInt8(ascii: ")"): try push(.tuple(0))
        case 0x85: try push(heap.makeTuple(try pop(1)))
        case 0x86: try push(heap.makeTuple(try pop(2)))
        case 0x87: try push(heap.makeTuple(try pop(3)))
        case UInt8(ascii: "t"): try push(heap.makeTuple(try popToMark()))
        case UInt8(ascii: "]"): try push(heap.makeList())
        case UInt8(ascii: "a"): try append(try pop(1))
        case UInt8(ascii: "e"): try append(try popToMark())
        case UInt8(ascii: "}"): try push(heap.makeDictionary())
        case UInt8(ascii: "s"): try setItems(try pop(2))
        case UInt8(ascii: "u"): try setItems(try popToMark())

        // The stack and the memo.
        case UInt8(ascii: "("):
            guard marks.count < Self.markLimit else { throw error("the pickle nests deeper than \(Self.markLimit)") }
            marks.append(stack.count)
        case UInt8(ascii: "0"): _ = try pop()
        case UInt8(ascii: "1"): _ = try popToMark()
        case UInt8(ascii: "2"): try push(try top())
        case UInt8(ascii: "q"): try memoize(at: Int(try cursor.integer(UInt8.self)))
        case UInt8(ascii: "r"): try memoize(at: Int(try cursor.integer(UInt32.self)))
        case 0x94: try memoize(at: memo.count)
        case UInt8(ascii: "h"): try recall(Int(try cursor.integer(UInt8.self)))
        case UInt8(ascii: "j"): try recall(Int(try cursor.integer(UInt32.self)))

        // Python objects.
        case UInt8(ascii: "c"):
            let module = try string(try cursor.line(atMost: Self.nameLimit))
            try pushGlobal(module: module, name: try string(try cursor.line(atMost: Self.nameLimit)))
        case 0x93:
            let names = try pop(2)
            guard case .string(let module) = names[0], case .string(let name) = names[1] else {
                throw error("the name of a class or function is not a string")
            }
            guard module.utf8.count <= Self.nameLimit, name.utf8.count <= Self.nameLimit else {
                throw error("the name of a class or function is longer than \(Self.nameLimit) bytes")
            }
            try pushGlobal(module: module, name: name)
        case UInt8(ascii: "R"):
            let operands = try pop(2)
            try push(try call(operands[0], heap.elements(operands[1])))
        case UInt8(ascii: "Q"): try push(try persistent(heap.elements(try pop())))
        case UInt8(ascii: "b"):
            // `_metadata` of a module's state dict: versions of its layers, of no use here.
            _ = try pop()
            guard case .dictionary = try top() else { throw error("attributes for \(try top().kind)") }
        default:
            throw error("opcode 0x\(String(opcode, radix: 16)) is none that tensors and dictionaries need")
        }
        guard heap.size <= Self.heapLimit else { throw error("objects that take more than \(Self.heapLimit >> 20) MB") }
    }

    // MARK: The stack

    private mutating func push(_ value: PickleValue) throws(FormatError) {
        guard stack.count < Self.stackLimit else { throw error("more than \(Self.stackLimit) values on the stack") }
        stack.append(value)
    }

    /// The lowest index that may be popped: a mark shields what is below.
    private var floor: Int { marks.last ?? 0 }

    private func top() throws(FormatError) -> PickleValue {
        guard stack.count > floor else { throw error("the stack is empty") }
        return stack[stack.count - 1]
    }

    private mutating func pop() throws(FormatError) -> PickleValue {
        let value = try top()
        stack.removeLast()
        return value
    }

    private mutating func pop(_ count: Int) throws(FormatError) -> [PickleValue] {
        guard stack.count - floor >= count else { throw error("the stack is empty") }
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    private mutating func popToMark() throws(FormatError) -> [PickleValue] {
        guard let mark = marks.popLast() else { throw error("there is no mark on the stack") }
        defer { stack.removeSubrange(mark...) }
        return Array(stack[mark...])
    }

    private mutating func memoize(at index: Int) throws(FormatError) {
        guard memo.count < Self.memoLimit else { throw error("more than \(Self.memoLimit) memoized values") }
        memo[index] = try top()
    }

    private mutating func recall(_ index: Int) throws(FormatError) {
        guard let value = memo[index] else { throw error("memo \(index) was never set") }
        try push(value)
    }

    // MARK: Values

    private mutating func pushLong(byteCount: Int) throws(FormatError) {
        let bytes = Array(try cursor.take(byteCount))
        guard byteCount <= 8 else { return try push(.wideInteger(bytes)) }
        var value: Int64 = bytes.last.map { $0 >= 0x80 ? -1 : 0 } ?? 0
        for byte in bytes.reversed() { value = value << 8 | Int64(byte) }
        try push(.integer(Int(value)))
    }

    private func string(_ bytes: UnsafeRawBufferPointer) throws(FormatError) -> String {
        guard let string = String(validating: bytes, as: UTF8.self) else { throw error("a string that is not UTF-8") }
        return string
    }

    private mutating func pushString(byteCount: UInt64) throws(FormatError) {
        guard let byteCount = Int(exactly: byteCount) else { throw error("the data ends in the middle of a value") }
        try push(.string(try string(try cursor.take(byteCount))))
    }

    private mutating func append(_ elements: [PickleValue]) throws(FormatError) {
        guard case .list(let index) = try top() else { throw error("elements for \(try top().kind)") }
        heap.append(elements, toList: index)
    }

    private mutating func setItems(_ items: [PickleValue]) throws(FormatError) {
        guard case .dictionary(let index) = try top() else { throw error("items for \(try top().kind)") }
        guard items.count.isMultiple(of: 2) else { throw error("a key without a value") }
        for i in stride(from: 0, to: items.count, by: 2) {
            switch items[i] {
            case .string(let key):
                if let refusal = keys.refusal(of: key) { throw error(refusal) }
                heap.set(items[i + 1], forKey: .string(key), inDictionary: index)
            case .integer(let key): heap.set(items[i + 1], forKey: .integer(key), inDictionary: index)
            default: throw error("\(items[i].kind) as a dictionary's key; only strings and integers are read")
            }
        }
    }

    private mutating func pushGlobal(module: String, name: String) throws(FormatError) {
        guard let global = PickleGlobal(module: module, name: name) else {
            throw error(
                "names \(quoted(module + "." + name)), which is not one of the few names that tensors and dictionaries need;"
                    + " nothing was executed")
        }
        try push(.global(global))
    }
}
