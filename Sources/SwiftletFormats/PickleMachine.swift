import OrderedCollections

/// The stack machine that runs a pickle (protocols 0 to 5; see `pickletools` in CPython), with the opcodes that values with tensors
/// need.
///
/// It calls no Python. It knows the names in ``PickleGlobal``; a call of any other becomes an object that keeps the name. Every
/// opcode adds at most one object. The memory of the objects, the stack, the memo, the program's length and the time spent on keys
/// are limited.
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

    /// Limits keys by use: a pickle can recall one long string as a key many times, and each use takes time.
    private var keys = KeyAllowance()

    init(_ cursor: ByteCursor) {
        self.cursor = cursor
        end = cursor.position + min(cursor.remaining, Self.programLimit)
    }

    /// An error with a reason at the opcode being executed.
    func error(_ reason: String) -> FormatError { cursor.error(reason, at: opcodeOffset) }

    /// Executes until the opcode STOP and returns the object on top of the stack.
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
            var isKnown = try push(opcode)
            if !isKnown { isKnown = try manage(opcode) }
            if !isKnown { isKnown = try build(opcode) }
            guard isKnown else {
                throw error("opcode 0x\(String(opcode, radix: 16)), which tensors and dictionaries do not need")
            }
            guard heap.size <= Self.heapLimit else {
                throw error("objects that take more than \(Self.heapLimit >> 20) MB")
            }
        }
    }

    /// Executes an opcode that pushes a value of its own.
    private mutating func push(_ opcode: UInt8) throws(FormatError) -> Bool {
        switch opcode {
        // Scalars.
        case UInt8(ascii: "N"): try push(.none)
        case 0x88: try push(.bool(true))
        case 0x89: try push(.bool(false))
        case UInt8(ascii: "J"): try push(.integer(Int(try cursor.integer(Int32.self))))
        case UInt8(ascii: "K"): try push(.integer(Int(try cursor.integer(UInt8.self))))
        case UInt8(ascii: "M"): try push(.integer(Int(try cursor.integer(UInt16.self))))
        case 0x8A: try push(long(try cursor.take(Int(try cursor.integer(UInt8.self)))))
        case 0x8B: try push(long(try take(UInt64(try cursor.integer(UInt32.self)))))
        case UInt8(ascii: "G"):
            try push(.float(Double(bitPattern: UInt64(bigEndian: try cursor.take(8).loadUnaligned(as: UInt64.self)))))
        case UInt8(ascii: "I"), UInt8(ascii: "L"), UInt8(ascii: "F"), UInt8(ascii: "S"), UInt8(ascii: "V"):
            try push(text(opcode, try line()))

        // Strings. Python 2's SHORT_BINSTRING and BINSTRING may hold any bytes.
        case UInt8(ascii: "U"): try push(oldString(try take(UInt64(try cursor.integer(UInt8.self)))))
        case UInt8(ascii: "T"): try push(oldString(try take(UInt64(try cursor.integer(UInt32.self)))))
        case 0x8C: try push(string(try take(UInt64(try cursor.integer(UInt8.self)))))
        case UInt8(ascii: "X"): try push(string(try take(UInt64(try cursor.integer(UInt32.self)))))
        case 0x8D: try push(string(try take(try cursor.integer(UInt64.self))))

        // Bytes: SHORT_BINBYTES, BINBYTES, BINBYTES8, BYTEARRAY8.
        case UInt8(ascii: "C"): try pushBytes(UInt64(try cursor.integer(UInt8.self)))
        case UInt8(ascii: "B"): try pushBytes(UInt64(try cursor.integer(UInt32.self)))
        case 0x8E, 0x96: try pushBytes(try cursor.integer(UInt64.self))

        // Classes and functions: GLOBAL, STACK_GLOBAL, and EXT1, EXT2 and EXT4 by their numbers in a registry.
        case UInt8(ascii: "c"): try push(.global(try namedGlobal()))
        case 0x93: try push(.global(try stackGlobal()))
        case 0x82: try push(.global(.unknown(extensionName(Int(try cursor.integer(UInt8.self))))))
        case 0x83: try push(.global(.unknown(extensionName(Int(try cursor.integer(UInt16.self))))))
        case 0x84: try push(.global(.unknown(extensionName(Int(try cursor.integer(Int32.self))))))
        default: return false
        }
        return true
    }

    /// Executes an opcode of framing, of the stack or of the memo.
    private mutating func manage(_ opcode: UInt8) throws(FormatError) -> Bool {
        switch opcode {
        case 0x80:  // PROTO
            let version = try cursor.integer(UInt8.self)
            guard version <= 5 else { throw error("pickle protocol \(version); at most 5 is read") }
        case 0x95: _ = try cursor.take(8)  // FRAME
        case UInt8(ascii: "("):
            guard marks.count < Self.markLimit else { throw error("the pickle nests deeper than \(Self.markLimit)") }
            marks.append(stack.count)
        case UInt8(ascii: "0"): _ = try pop()
        case UInt8(ascii: "1"): _ = try popToMark()
        case UInt8(ascii: "2"): try push(try top())
        case UInt8(ascii: "q"): try memoize(at: Int(try cursor.integer(UInt8.self)))
        case UInt8(ascii: "r"): try memoize(at: Int(try cursor.integer(UInt32.self)))
        case UInt8(ascii: "p"): try memoize(at: try index())
        case 0x94: try memoize(at: memo.count)
        case UInt8(ascii: "h"): try recall(Int(try cursor.integer(UInt8.self)))
        case UInt8(ascii: "j"): try recall(Int(try cursor.integer(UInt32.self)))
        case UInt8(ascii: "g"): try recall(try index())
        default: return false
        }
        return true
    }

    /// Executes an opcode that makes or fills a container or an object with values from the stack.
    private mutating func build(_ opcode: UInt8) throws(FormatError) -> Bool {
        switch opcode {
        case UInt8(ascii: ")"): try push(.tuple(0))
        case 0x85: try push(heap.makeTuple(try pop(1)))
        case 0x86: try push(heap.makeTuple(try pop(2)))
        case 0x87: try push(heap.makeTuple(try pop(3)))
        case UInt8(ascii: "t"): try push(heap.makeTuple(try popToMark()))
        case UInt8(ascii: "]"): try push(heap.makeList())
        case UInt8(ascii: "l"): try push(heap.makeList(try popToMark()))
        case UInt8(ascii: "a"): try append(try pop(1))
        case UInt8(ascii: "e"): try append(try popToMark())
        case 0x8F: try push(heap.makeSet())
        case 0x90: try append(try popToMark())  // ADDITEMS
        case 0x91: try push(heap.makeSet(try popToMark()))  // FROZENSET
        case UInt8(ascii: "}"): try push(heap.makeDictionary())
        case UInt8(ascii: "d"):
            let items = try popToMark()
            try push(heap.makeDictionary())
            try setItems(items)
        case UInt8(ascii: "s"): try setItems(try pop(2))
        case UInt8(ascii: "u"): try setItems(try popToMark())
        case UInt8(ascii: "R"), 0x81:  // REDUCE, NEWOBJ
            let operands = try pop(2)
            try push(try call(operands[0], try tuple(operands[1])))
        case 0x92:  // NEWOBJ_EX
            let operands = try pop(3)
            try push(try call(operands[0], try tuple(operands[1]) + [operands[2]]))
        case UInt8(ascii: "i"):  // INST
            let callee = try namedGlobal()
            try push(try call(.global(callee), try popToMark()))
        case UInt8(ascii: "o"):  // OBJ
            let operands = try popToMark()
            guard let callee = operands.first else { throw error("an object without a class") }
            try push(try call(callee, Array(operands.dropFirst())))
        case UInt8(ascii: "b"):
            let state = try pop()
            try build(try top(), state)
        case UInt8(ascii: "Q"): try push(try persistent(heap.elements(try pop())))
        default: return false
        }
        return true
    }

    // MARK: The stack

    private mutating func push(_ value: PickleValue) throws(FormatError) {
        guard stack.count < Self.stackLimit else { throw error("more than \(Self.stackLimit) values on the stack") }
        stack.append(value)
    }

    /// The lowest index that may be popped: a mark protects the values below it.
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

    /// The next `count` bytes.
    private mutating func take(_ count: UInt64) throws(FormatError) -> UnsafeRawBufferPointer {
        guard let count = Int(exactly: count) else { throw error("the data ends in the middle of a value") }
        return try cursor.take(count)
    }

    private mutating func pushBytes(_ count: UInt64) throws(FormatError) {
        _ = try take(count)
        try push(.value)
    }

    /// The arguments of a call.
    private func tuple(_ value: PickleValue) throws(FormatError) -> [PickleValue] {
        guard let elements = heap.elements(value) else { throw error("arguments in \(value.kind) instead of a tuple") }
        return elements
    }

    private mutating func append(_ elements: [PickleValue]) throws(FormatError) {
        switch try top() {
        case .list(let index), .set(let index): heap.append(elements, toList: index)
        case .object(let index): heap.give(elements, toObject: index)
        default: throw error("elements for \(try top().kind)")
        }
    }

    private mutating func setItems(_ items: [PickleValue]) throws(FormatError) {
        guard items.count.isMultiple(of: 2) else { throw error("a key without a value") }
        switch try top() {
        case .object(let index): heap.give(items, toObject: index)
        case .dictionary(let index): try set(items, inDictionary: index)
        default: throw error("items for \(try top().kind)")
        }
    }

    /// - Parameter items: Keys and values in turn.
    mutating func set(_ items: [PickleValue], inDictionary index: Int) throws(FormatError) {
        for i in stride(from: 0, to: items.count, by: 2) {
            let key: PickleHeap.Key
            switch items[i] {
            case .string(let string):
                if let refusal = keys.refusal(of: string) { throw error(refusal) }
                key = .string(string)
            case .integer(let integer): key = .integer(integer)
            case .bool(let bool): key = .integer(bool ? 1 : 0)
            case .list, .dictionary, .set: throw error("\(items[i].kind) as a dictionary's key")
            default: key = heap.makeOtherKey()
            }
            heap.set(items[i + 1], forKey: key, inDictionary: index)
        }
    }

    // MARK: Names

    /// The name on the next two lines.
    private mutating func namedGlobal() throws(FormatError) -> PickleGlobal {
        let module = try string(try cursor.line(atMost: Self.nameLimit))
        let name = try string(try cursor.line(atMost: Self.nameLimit))
        guard case .string(let module) = module, case .string(let name) = name else {
            throw error("the name of a class or function is not a string")
        }
        return try global(module: module, name: name)
    }

    /// The name that the two strings on top of the stack form.
    private mutating func stackGlobal() throws(FormatError) -> PickleGlobal {
        let names = try pop(2)
        guard case .string(let module) = names[0], case .string(let name) = names[1] else {
            throw error("the name of a class or function is not a string")
        }
        guard module.utf8.count <= Self.nameLimit, name.utf8.count <= Self.nameLimit else {
            throw error("the name of a class or function is longer than \(Self.nameLimit) bytes")
        }
        return try global(module: module, name: name)
    }

    private mutating func global(module: String, name: String) throws(FormatError) -> PickleGlobal {
        let whole = module + "." + name
        if let refusal = keys.refusal(of: whole) { throw error(refusal) }
        return PickleGlobal.known(module: module, name: name) ?? .unknown(heap.name(whole))
    }

    private mutating func extensionName(_ code: Int) -> Int { heap.name("extension \(code) in Python's registry") }
}
