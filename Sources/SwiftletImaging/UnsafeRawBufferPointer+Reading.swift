extension UnsafeRawBufferPointer {
    /// The unsigned integer of `size` ≤ 4 bytes at `offset` ≥ 0; nil if it lies outside.
    func integer(at offset: Int, of size: Int, bigEndian: Bool) -> Int? {
        guard offset <= count - size else { return nil }
        return (0..<size).reduce(0) { $0 << 8 | Int(self[offset + (bigEndian ? $1 : size - 1 - $1)]) }
    }

    /// The `length` bytes at `offset` ≥ 0; nil if they lie outside.
    func slice(at offset: Int, count length: Int) -> UnsafeRawBufferPointer? {
        guard offset <= count, length <= count - offset else { return nil }
        return UnsafeRawBufferPointer(rebasing: self[offset..<offset + length])
    }

    /// The bytes before and after the first `separator`; nil if there is none.
    func split(at separator: UInt8) -> (before: UnsafeRawBufferPointer, after: UnsafeRawBufferPointer)? {
        guard let index = firstIndex(of: separator) else { return nil }
        return (
            UnsafeRawBufferPointer(rebasing: self[..<index]), UnsafeRawBufferPointer(rebasing: self[(index + 1)...])
        )
    }
}
