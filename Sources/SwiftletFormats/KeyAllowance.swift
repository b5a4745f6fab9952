/// Limits the time that looking up the keys of one file may take.
///
/// `String` hashes and compares by canonical equivalence. Beyond ASCII it sorts combining marks first, in time that grows with
/// the square of their number: a megabyte of them in one key would take minutes. Keys of state dicts are ASCII, so the limits
/// for other keys are narrow.
package struct KeyAllowance {
    static let limit = 100_000_000
    static let unicodeLimit = 1 << 20
    static let unicodeKeyLimit = 256

    package init() {}

    private var used = 0
    private var usedByUnicode = 0

    /// Counts a key. Returns why it is not allowed, or nil if it is.
    package mutating func refusal(of key: String) -> String? {
        let count = key.utf8.count
        used += count
        guard used <= Self.limit else { return "keys of more than \(Self.limit) bytes" }
        guard !key.isASCII else { return nil }
        guard count <= Self.unicodeKeyLimit else {
            return "a key of \(count) bytes that is not ASCII; at most \(Self.unicodeKeyLimit) are allowed"
        }
        usedByUnicode += count
        return usedByUnicode <= Self.unicodeLimit ? nil : "keys beyond ASCII of more than \(Self.unicodeLimit) bytes"
    }
}

extension String {
    var isASCII: Bool { utf8.allSatisfy { $0 < 0x80 } }
}
