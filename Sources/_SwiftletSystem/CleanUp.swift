import _CSwiftletCleanUp
import _SwiftletLibC

/// What must not be left behind when a signal ends the process.
package enum CleanUp {
    /// For a program's own main function; a library leaves its host's signals alone.
    ///
    /// Of what cannot be caught, SIGKILL, the next writer of the same file removes the traces; see ``ReplacementFile``.
    package static func onSignals() {
        // A reader that goes away, and a file that grows beyond its limit, are errors of writing, with words.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        clean_up_on_signals()
    }

    /// Standard streams that whoever started the process closed: the next files that are opened would take their
    /// numbers, and what is meant for the user would go into them. Reading and writing then fails.
    package static func occupyStandardStreams() {
        for (stream, flags) in [(0, O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)] as [(Int32, Int32)] {
            if fcntl(stream, F_GETFD) == -1, errno == EBADF { _ = open("/dev/null", flags) }
        }
    }

    /// A file to remove if a signal ends the process before this is gone.
    package struct File: ~Copyable {
        private let place: Int32

        package init(_ path: FilePath) { place = path.withPlatformString { clean_up_add_file($0) } }

        deinit { clean_up_forget_file(place) }
    }

    /// A program to end if a signal ends the process.
    package struct Program: ~Copyable {
        private let place: Int32

        package init(_ identifier: pid_t) { place = clean_up_add_program(identifier) }

        deinit { clean_up_forget_program(place) }
    }
}
