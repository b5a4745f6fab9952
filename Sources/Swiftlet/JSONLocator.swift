#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Finds the line of a value in JSON that a decoder has accepted as such.
struct JSONLocator {
    private let bytes: [UInt8]
    private var position = 0

    init(_ data: Data) { bytes = Array(data) }

    /// The line, from 1, of the value that the path leads to, or of the innermost that is there.
    func line(of path: [any CodingKey]) -> Int {
        var cursor = self
        for key in path {
            var inner = cursor
            guard inner.descend(key) else { break }
            cursor = inner
        }
        cursor.skipSpace()
        return 1 + cursor.bytes.prefix(cursor.position).count { $0 == UInt8(ascii: "\n") }
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, " \t\r\n".utf8.contains(byte) { position += 1 }
    }

    private mutating func accept(_ byte: Unicode.Scalar) -> Bool {
        skipSpace()
        guard next == UInt8(ascii: byte) else { return false }
        position += 1
        return true
    }

    /// Goes to the member or the element of the value that stands here.
    private mutating func descend(_ key: any CodingKey) -> Bool {
        if let index = key.intValue {
            guard accept("[") else { return false }
            for _ in 0..<max(0, index) {
                skipValue()
                guard accept(",") else { return false }
            }
            return true
        }
        guard accept("{") else { return false }
        let name = Array(key.stringValue.utf8)
        repeat {
            skipSpace()
            let start = position + 1
            skipValue()
            let isHere = position > start && bytes[start..<(position - 1)].elementsEqual(name)
            guard accept(":") else { return false }
            if isHere { return true }
            skipValue()
        } while accept(",")
        return false
    }

    /// Skips a string, a number, a word, or an object or a list with all that is in it.
    private mutating func skipValue() {
        skipSpace()
        var depth = 0
        repeat {
            guard let byte = next else { return }
            switch byte {
            case UInt8(ascii: "\""): skipString()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                position += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"),
                UInt8(ascii: "\t"):
                position += 1
            default: skipWord()
            }
        } while depth > 0
    }

    private mutating func skipString() {
        position += 1
        while let byte = next, byte != UInt8(ascii: "\"") { position += byte == UInt8(ascii: "\\") ? 2 : 1 }
        position = min(position + 1, bytes.count)
    }

    private mutating func skipWord() {
        while let byte = next, !" \t\r\n,:{}[]\"".utf8.contains(byte) { position += 1 }
    }
}
