import _SwiftletLibC

/// Environment variables, byte for byte: a path need not be UTF-8. An empty variable counts as absent.
package struct Environment: Sendable {
    private var values: [String: [UInt8]] = [:]

    package init(_ variables: [String: String]) {
        values = variables.mapValues { Array($0.utf8) }.filter { !$0.value.isEmpty && !$0.value.contains(0) }
    }

    /// The variables of this process with the given names.
    package init(ofProcess names: [String]) {
        for name in names {
            guard let value = getenv(name), value.pointee != 0 else { continue }
            values[name] = Array(UnsafeRawBufferPointer(start: value, count: strlen(value)))
        }
    }

    package subscript(bytes name: String) -> [UInt8]? { values[name] }

    /// A variable as text; U+FFFD replaces bytes that are not UTF-8.
    package subscript(text name: String) -> String? { values[name].map { String(decoding: $0, as: UTF8.self) } }

    package subscript(path name: String) -> FilePath? { values[name].flatMap { FilePath(bytes: $0) } }

    /// The folders in `PATH`, or the usual ones if it is absent.
    package var programFolders: [FilePath] {
        let path = values["PATH"] ?? Array("/usr/local/bin:/usr/bin:/bin".utf8)
        return path.split(separator: UInt8(ascii: ":")).compactMap { FilePath(bytes: $0) }
    }

    /// `NAME=value` for each of the named variables that is present.
    package func assignments(_ names: [String]) -> [[UInt8]] {
        names.compactMap { name in values[name].map { Array(name.utf8) + [UInt8(ascii: "=")] + $0 } }
    }
}
