import _CSwiftletCleanUp
import _SwiftletLibC

/// Removes half-written files and ends started programs when a signal ends the process.
package enum CleanUp {
    /// Installs the signal handlers. For a program's main function: a library leaves its host's signals alone.
    ///
    /// SIGKILL cannot be caught. The next writer of the same file removes what it leaves; see ``ReplacementFile``.
    package static func onSignals() {
        // Writing then fails with an error when a reader goes away or a file reaches its size limit.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        clean_up_on_signals()
    }

    /// Occupies the standard streams that were closed before the process started. Otherwise the next files to be opened would
    /// get their numbers, and output for the user would go into those files. Reading or writing an occupied stream fails.
    package static func occupyStandardStreams() {
        for (stream, flags) in [(0, O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)] as [(Int32, Int32)] {
            if fcntl(stream, F_GETFD) == -1, errno == EBADF { _ = open("/dev/null", flags) }
        }
    }

    /// A file that is removed if a signal ends the process while this value lives.
    package struct File: ~Copyable {
        private let place: Int32

        package init(_ path: FilePath) { place = path.withPlatformString { clean_up_add_file($0) } }

        deinit { clean_up_forget_file(place) }
    }

    /// A program that is ended if a signal ends the process while this value lives.
    package struct Program: ~Copyable {
        private let place: Int32

        package init(_ identifier: pid_t) { place = clean_up_add_program(identifier) }

        deinit { clean_up_forget_program(place) }
    }
}
