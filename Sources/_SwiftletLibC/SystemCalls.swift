/// The operating system's text for its last error, or for the given one.
package func systemReason(_ code: Int32 = errno) -> String { String(cString: strerror(code)) }

/// Repeats a system call that a signal interrupted.
package func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}
