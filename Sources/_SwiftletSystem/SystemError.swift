#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The operating system's text for its last error, or for the given one.
package func systemReason(_ code: Int32 = errno) -> String { String(cString: strerror(code)) }

/// Repeats a system call that a signal interrupted.
package func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}

/// Why something could not be done with a file: which one, and what is in the way.
package struct FileError: Error, Hashable, Sendable {
    package let path: FilePath
    package let reason: String

    package init(path: FilePath, reason: String) {
        self.path = path
        self.reason = reason
    }
}
