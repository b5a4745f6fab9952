/// A strict reader of JSON (RFC 8259). Its caller asks for the next value by its kind and gets that or an error.
///
/// Foundation's decoder accepts several members of the same name and forgets the order of members. A safetensors header must
/// reject the former and keep the latter. The reader does not recurse and builds only what its caller asks for, so hostile text
/// costs no more memory than its own length.
struct JSONReader {
    private let bytes: UnsafeRawBufferPointer
    private let file: String

    /// The offset of the text in the file, for errors.
    private let base: Int
    private var position = 0
    private var keys = KeyAllowance()

    init(_ bytes: UnsafeRawBufferPointer, file: String, base: Int) {
        self.bytes = bytes
        self.file = file
        self.base = base
    }

    /// An error with a reason at the current position.
    func error(_ reason: String) -> FormatError {
        FormatError(file: file, place: "header, offset \(base + position)", reason: reason)
    }

    /// The error for an object that has two members of the same name.
    func duplicate(_ name: String) -> FormatError { error("duplicate key \(quoted(name))") }

    // MARK: Structure

    /// Reads `{ … }`. Calls `member` with each name in order, to read its value. `member` must reject repeated names: it keeps the
    /// names, the reader does not.
    mutating func object(
        _ member: (inout JSONReader, String) throws(FormatError) -> Void
    ) throws(FormatError) {
        try expect(UInt8(ascii: "{"), "an object")
        if accept(UInt8(ascii: "}")) { return }
        repeat {
            let name = try string()
            if let refusal = keys.refusal(of: name) { throw error(refusal) }
            try expect(UInt8(ascii: ":"), "a colon")
            try member(&self, name)
        } while accept(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"), "a comma or the end of the object")
    }

    /// Reads `[ … ]` of non-negative integers.
    mutating func integers(atMost limit: Int) throws(FormatError) -> [Int] {
        try expect(UInt8(ascii: "["), "an array")
        if accept(UInt8(ascii: "]")) { return [] }
        var result: [Int] = []
        repeat {
            guard result.count < limit else { throw error("an array of more than \(limit) numbers") }
            result.append(try integer())
        } while accept(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"), "a comma or the end of the array")
        return result
    }

    /// Reads `[ … ]` of strings.
    mutating func strings(atMost limit: Int) throws(FormatError) -> [String] {
        try expect(UInt8(ascii: "["), "an array")
        if accept(UInt8(ascii: "]")) { return [] }
        var result: [String] = []
        repeat {
            guard result.count < limit else { throw error("an array of more than \(limit) strings") }
            result.append(try string())
        } while accept(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"), "a comma or the end of the array")
        return result
    }

    /// Whether an object comes next.
    var isAtObject: Bool { mutating get { isAt(UInt8(ascii: "{")) } }
    /// Whether a string comes next.
    var isAtString: Bool { mutating get { isAt(UInt8(ascii: "\"")) } }

    private mutating func isAt(_ byte: UInt8) -> Bool {
        skipSpace()
        return position < bytes.count && bytes[position] == byte
    }

    /// Checks that nothing but white space is left.
    mutating func end() throws(FormatError) {
        skipSpace()
        guard position == bytes.count else { throw error("text after the end of the header") }
    }

    // MARK: Scalars

    /// Reads a non-negative integer that fits in `Int`.
    mutating func integer() throws(FormatError) -> Int {
        skipSpace()
        let start = position
        var value = 0
        while position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"), digit <= 9 {
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(Int(digit))
            guard !overflow, !carry else { throw error("a number that does not fit in 63 bits") }
            guard position == start || value != 0 else { throw error("a number with a leading zero") }
            value = sum
            position += 1
        }
        guard position > start else { throw error("expected a non-negative integer") }
        if position < bytes.count, "+-.eE".utf8.contains(bytes[position]) {
            throw error("expected a non-negative integer")
        }
        return value
    }

    /// Reads a string.
    mutating func string() throws(FormatError) -> String {
        try expect(UInt8(ascii: "\""), "a string")
        var text: [UInt8] = []
        while true {
            let start = position
            while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\"),
                bytes[position] >= 0x20
            {
                position += 1
            }
            let run = bytes[start..<position]
            guard position < bytes.count else { throw error("a string without an end") }
            let byte = bytes[position]
            guard byte >= 0x20 else { throw error("a control character in a string") }
            position += 1
            if byte == UInt8(ascii: "\"") {
                // Few strings have an escape: most come straight from the bytes.
                let string =
                    text.isEmpty
                    ? String(validating: run, as: UTF8.self) : String(validating: text + run, as: UTF8.self)
                guard let string else { throw error("a string that is not UTF-8") }
                return string
            }
            text.append(contentsOf: run)
            try escape(into: &text)
        }
    }

    /// Reads the escape after a backslash.
    private mutating func escape(into text: inout [UInt8]) throws(FormatError) {
        guard position < bytes.count else { throw error("a string without an end") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var value = try hexadecimal()
            if value & 0xFC00 == 0xD800, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
                bytes[position + 1] == UInt8(ascii: "u")
            {
                position += 2
                let low = try hexadecimal()
                guard low & 0xFC00 == 0xDC00 else { throw error("half of a surrogate pair") }
                value = 0x10000 + (value & 0x3FF) << 10 + low & 0x3FF
            }
            guard let scalar = Unicode.Scalar(value) else { throw error("half of a surrogate pair") }
            text.append(contentsOf: UTF8.encode(scalar)!)
        default: throw error("an unknown escape in a string")
        }
    }

    private mutating func hexadecimal() throws(FormatError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count else { throw error("expected four hexadecimal digits") }
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            default: throw error("expected four hexadecimal digits")
            }
            position += 1
        }
        return value
    }

    // MARK: Punctuation

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ byte: UInt8, _ what: String) throws(FormatError) {
        guard accept(byte) else { throw error("expected \(what)") }
    }
}
