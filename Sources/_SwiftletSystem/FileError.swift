@_exported import _SwiftletLibC

/// Why a file could not be used: its path and the reason.
package struct FileError: Error, Hashable, Sendable {
    package let path: FilePath
    package let reason: String

    package init(path: FilePath, reason: String) {
        self.path = path
        self.reason = reason
    }
}
