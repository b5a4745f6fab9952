import _SwiftletLibC

/// Variables of an environment, byte for byte: a path in one need not be UTF-8. An empty variable is as good as none.
package struct Environment: Sendable {
    private var values: [String: [UInt8]] = [:]

    package init(_ variables: [String: String]) {
        values = variables.mapValues { Array($0.utf8) }.filter { !$0.value.isEmpty && !$0.value.contains(0) }
    }

    /// The variables of this process that are called so.
    package init(ofProcess names: [String]) {
        for name in names {
            guard let value = getenv(name), value.pointee != 0 else { continue }
            values[name] = Array(UnsafeRawBufferPointer(start: value, count: strlen(value)))
        }
    }

    package subscript(bytes name: String) -> [UInt8]? { values[name] }

    /// A variable that is text; what is not UTF-8 in it is replaced.
    package subscript(text name: String) -> String? { values[name].map { String(decoding: $0, as: UTF8.self) } }

    package subscript(path name: String) -> FilePath? { values[name].flatMap { FilePath(bytes: $0) } }

    /// The folders in `PATH`, or in the usual one.
    package var programFolders: [FilePath] {
        let path = values["PATH"] ?? Array("/usr/local/bin:/usr/bin:/bin".utf8)
        return path.split(separator: UInt8(ascii: ":")).compactMap { FilePath(bytes: $0) }
    }

    /// `NAME=value` of those variables that are there.
    package func assignments(_ names: [String]) -> [[UInt8]] {
        names.compactMap { name in values[name].map { Array(name.utf8) + [UInt8(ascii: "=")] + $0 } }
    }
}
