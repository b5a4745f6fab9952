enum XMP {
    /// The digit of the first `tiff:Orientation`, an attribute or an element; nil if there is none.
    static func orientation(_ packet: UnsafeRawBufferPointer) -> Int? {
        let name = Array("tiff:Orientation".utf8)
        var rest = packet[...]
        while let start = rest.firstIndex(of: name[0]) {
            rest = rest[start...]
            if rest.starts(with: name) {
                var after = rest.dropFirst(name.count)
                if after.starts(with: "=\"".utf8) {
                    after = after.dropFirst(2)
                } else if after.starts(with: ">".utf8) {
                    after = after.dropFirst()
                } else {
                    after = after.prefix(0)
                }
                if let digit = after.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
                    return Int(digit - UInt8(ascii: "0"))
                }
            }
            rest = rest.dropFirst()
        }
        return nil
    }
}
