@_exported import struct SystemPackage.FilePath

/// A path is a sequence of bytes without a NUL. The bytes need not be UTF-8.
extension FilePath {
    /// Nil for bytes with a NUL: the system would read only the path before it.
    package init?(bytes: some Collection<UInt8>) {
        guard !bytes.contains(0) else { return nil }
        self.init(platformString: bytes.map { CChar(bitPattern: $0) } + [0])
    }

    /// Nil for a text with a NUL.
    package init?(exactly text: String) {
        guard !text.utf8.contains(0) else { return nil }
        self.init(text)
    }

    package var bytes: [UInt8] {
        withPlatformString { Array(UnsafeRawBufferPointer(start: $0, count: length)) }
    }

    /// The folder that contains the last component; `.` for a name alone.
    package var folder: FilePath {
        let folder = removingLastComponent()
        return folder.isEmpty ? "." : folder
    }

    /// The path with `suffix` appended to its last component.
    package func appending(suffix: String) -> FilePath {
        precondition(!suffix.utf8.contains(0), "a path cannot have a NUL")
        return FilePath(bytes: bytes + suffix.utf8)!
    }

    /// Whether the path ends in the given ASCII letters, in upper or lower case.
    package func ends(inLetters letters: String) -> Bool { bytes.ends(inLetters: letters) }

    /// Compares the bytes, so the order is the same in every locale.
    package func precedes(_ other: FilePath) -> Bool { bytes.lexicographicallyPrecedes(other.bytes) }
}

extension FilePath.Component {
    package var bytes: [UInt8] {
        withPlatformString { text in
            var count = 0
            while text[count] != 0 { count += 1 }
            return Array(UnsafeRawBufferPointer(start: text, count: count))
        }
    }
}

extension Collection<UInt8> {
    package func ends(inLetters letters: String) -> Bool {
        func lowercased(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 0x20 : byte }
        return count >= letters.utf8.count
            && suffix(letters.utf8.count).elementsEqual(letters.utf8) { lowercased($0) == lowercased($1) }
    }
}
