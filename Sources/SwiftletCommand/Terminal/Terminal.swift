import Foundation
import _SwiftletSystem

/// Standard output and standard error. Rainbow colours only output to a terminal, and respects NO_COLOR.
package enum Terminal {
    static let outputIsTerminal = isatty(STDOUT_FILENO) == 1
    static let errorIsTerminal = isatty(STDERR_FILENO) == 1

    /// Characters a line of standard output, from the environment variable COLUMNS or the terminal. Nil without either,
    /// so that a file gets whole lines.
    package static let width: Int? =
        ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) }.flatMap { allowed.contains($0) ? $0 : nil }
        ?? columns(of: STDOUT_FILENO)

    /// The same for standard error, where progress is shown.
    static let errorWidth = columns(of: STDERR_FILENO) ?? 80

    /// The range of supported widths. Fewer characters cannot hold a table.
    private static let allowed = 20...10_000

    private static func columns(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard isatty(descriptor) == 1, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 else { return nil }
        return size.ws_col == 0 ? nil : min(max(Int(size.ws_col), allowed.lowerBound), allowed.upperBound)
    }

    /// Writes a line to standard output at once. Ends the process if the reader is gone, as SIGPIPE would.
    static func print(_ line: String) throws {
        let failure = write(line + "\n", to: STDOUT_FILENO)
        if failure == EPIPE { exit(128 + SIGPIPE) }
        guard failure == 0 else {
            throw CommandError("standard output: \(systemReason(failure))")
        }
    }

    /// Writes an error in the argument parser's form.
    static func printError(_ error: any Error) {
        _ = write(ArgumentBytes.printable("Error: \(error)\n"), to: STDERR_FILENO)
    }

    /// Writes a warning, in the form of an error.
    static func printWarning(_ text: String) {
        _ = write("Warning: \(text)\n", to: STDERR_FILENO)
    }

    /// Writes to standard error and ignores failures.
    static func note(_ text: String) {
        _ = write(text, to: STDERR_FILENO)
    }

    /// - Returns: 0, or the error number.
    private static func write(_ text: String, to descriptor: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { Files.write(UnsafeRawBufferPointer($0), to: descriptor) ? 0 : errno }
    }
}
