extension PickleMachine {
    /// The string of an opcode that holds UTF-8. Python also allows halves of surrogate pairs in it, which Swift's strings cannot
    /// hold: a string with them becomes a value that is not needed.
    func string(_ bytes: UnsafeRawBufferPointer) throws(FormatError) -> PickleValue {
        if let string = String(validating: bytes, as: UTF8.self) { return .string(string) }
        guard String(validating: withoutSurrogates(bytes), as: UTF8.self) != nil else {
            throw error("a string that is not UTF-8")
        }
        return .value
    }

    /// A string of Python 2, which may hold any bytes.
    func oldString(_ bytes: UnsafeRawBufferPointer) -> PickleValue {
        String(validating: bytes, as: UTF8.self).map(PickleValue.string) ?? .value
    }

    /// An integer in two's complement, least significant byte first.
    func long(_ bytes: UnsafeRawBufferPointer) -> PickleValue {
        guard bytes.count <= 8 else { return .wideInteger(Array(bytes.prefix(Self.wideLimit))) }
        var value: Int64 = bytes.last.map { $0 >= 0x80 ? -1 : 0 } ?? 0
        for byte in bytes.reversed() { value = value << 8 | Int64(byte) }
        return .integer(Int(value))
    }

    /// The bytes that are kept of an integer beyond `Int`: enough to recognise the magic number of ``PyTorchCheckpoint``.
    private static let wideLimit = 16

    // MARK: Opcodes of protocol 0, whose operand is a line of text

    /// The next line, at most as long as a program may be.
    mutating func line() throws(FormatError) -> UnsafeRawBufferPointer {
        try cursor.line(atMost: Self.programLimit)
    }

    /// The number of a memo entry.
    mutating func index() throws(FormatError) -> Int {
        guard let index = Int(String(decoding: try cursor.line(atMost: 20), as: UTF8.self)), index >= 0 else {
            throw error("the number of a memo entry is not a number")
        }
        return index
    }

    /// The value of an opcode INT, LONG, FLOAT, STRING or UNICODE.
    func text(_ opcode: UInt8, _ line: UnsafeRawBufferPointer) throws(FormatError) -> PickleValue {
        switch opcode {
        case UInt8(ascii: "I"), UInt8(ascii: "L"):
            if line.elementsEqual("00".utf8) { return .bool(false) }
            if line.elementsEqual("01".utf8) { return .bool(true) }
            let digits = line.last == UInt8(ascii: "L") ? line.dropLast() : line[...]
            // Integers beyond `Int` are not needed.
            guard digits.count <= 20 else { return .value }
            return Int(String(decoding: digits, as: UTF8.self)).map(PickleValue.integer) ?? .value
        case UInt8(ascii: "F"):
            guard line.count <= 64, let float = Double(String(decoding: line, as: UTF8.self)) else { return .value }
            return .float(float)
        case UInt8(ascii: "S"):
            // The line has quotation marks around it. A string with an escape is not a key of a state dict.
            guard line.count >= 2, !line.contains(UInt8(ascii: "\\")) else { return .value }
            return oldString(UnsafeRawBufferPointer(rebasing: line.dropFirst().dropLast()))
        default:
            return line.contains(UInt8(ascii: "\\")) ? .value : oldString(line)
        }
    }
}

/// Replaces every three bytes that encode half of a surrogate pair by question marks.
private func withoutSurrogates(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var result = Array(bytes)
    for i in result.indices.dropLast(2)
    where result[i] == 0xED && result[i + 1] & 0xE0 == 0xA0 && result[i + 2] & 0xC0 == 0x80 {
        for j in i..<i + 3 { result[j] = UInt8(ascii: "?") }
    }
    return result
}
