import _SwiftletLibC
import _SwiftletSystem

/// A running program with pipes as its standard streams. It is ended when this value goes.
struct Subprocess: ~Copyable {
    private let identifier: pid_t
    private var isFinished = false
    private let output: Int32
    private let errors: Int32
    private let cleanUp: CleanUp.Program

    /// Starts the program without a shell.
    /// - Parameters:
    ///   - input: Its whole standard input, at most a few kilobytes.
    ///   - url: The address in errors.
    init(
        program: FilePath, arguments: [String], environment: [[UInt8]], input: String, for url: String
    ) throws(HubError) {
        var ends: [Int32] = []
        func failure(_ reason: String) -> HubError {
            for end in ends { close(end) }
            return HubError(url: url, reason: "'\(program.printable)' cannot be started: \(reason)")
        }
        func pipeEnds() throws(HubError) -> (read: Int32, write: Int32) {
            var pair: [Int32] = [-1, -1]
            // Close-on-exec from the start: a program that another thread starts meanwhile must not keep an end open. A pair of
            // sockets, because Swift's Glibc lacks pipe2.
            #if canImport(Darwin)
            guard pipe(&pair) == 0 else { throw failure(systemReason()) }
            #elseif canImport(Glibc)
            let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            guard socketpair(AF_UNIX, kind, 0, &pair) == 0 else { throw failure(systemReason()) }
            #else
            guard socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, &pair) == 0 else {
                throw failure(systemReason())
            }
            #endif
            ends += pair
            return (pair[0], pair[1])
        }
        let standardInput = try pipeEnds()
        let standardOutput = try pipeEnds()
        let standardError = try pipeEnds()

        // Written while this process holds the other end too, so that a program that ends early cannot cause SIGPIPE. If the
        // input does not fit in the pipe, the write fails.
        _ = fcntl(standardInput.write, F_SETFL, O_NONBLOCK)
        var input = input
        let written = input.withUTF8 { bytes in retrying { write(standardInput.write, bytes.baseAddress, bytes.count) }
        }
        guard written == input.utf8.count else { throw failure("its input is too long") }

        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        var attributes: posix_spawnattr_t?
        #else
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        #endif
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A program inherits the signals that its thread blocks. The threads of a pool block all, so it could not be
        // interrupted.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        // The program must not ignore the signals that this process ignores: a write into a closed pipe shall end it.
        var defaults = sigset_t()
        sigemptyset(&defaults)
        for number in [SIGPIPE, SIGXFSZ] { sigaddset(&defaults, number) }
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        let signalFlags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        #if canImport(Darwin)
        // macOS cannot create a pipe close-on-exec atomically, but it can start a program without the open descriptors.
        posix_spawnattr_setflags(&attributes, Int16(signalFlags | POSIX_SPAWN_CLOEXEC_DEFAULT))
        #else
        posix_spawnattr_setflags(&attributes, Int16(signalFlags))
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (from, to) in [(standardInput.read, 0), (standardOutput.write, 1), (standardError.write, 2)]
            as [(Int32, Int32)]
        {
            posix_spawn_file_actions_adddup2(&actions, from, to)
        }
        var argv = [program.withPlatformString { strdup($0) }] + arguments.map { strdup($0) } + [nil]
        var envp =
            environment.map { variable in
                (variable + [0]).withUnsafeBytes { strdup($0.baseAddress!.assumingMemoryBound(to: CChar.self)) }
            } + [nil]
        defer { for text in argv + envp { free(text) } }
        var identifier: pid_t = 0
        let status = program.withPlatformString {
            posix_spawn(&identifier, $0, &actions, &attributes, &argv, &envp)
        }
        guard status == 0 else { throw failure(systemReason(status)) }
        for end in [standardInput.read, standardInput.write, standardOutput.write, standardError.write] { close(end) }
        self.identifier = identifier
        cleanUp = CleanUp.Program(identifier)
        output = standardOutput.read
        errors = standardError.read
    }

    /// Reads the next bytes of standard output. Returns their number, 0 at the end, -1 for an error.
    func readOutput(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        retrying { read(output, buffer.baseAddress, buffer.count) }
    }

    /// Waits for the program to end.
    /// - Returns: The exit status, or 128 + the signal that ended it; and the beginning of its standard error.
    consuming func finish() -> (status: Int32, message: String) {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = bytes.withUnsafeMutableBytes { raw in retrying { read(errors, raw.baseAddress, raw.count) } }
        let status = wait()
        isFinished = true
        return (status, String(decoding: bytes.prefix(max(0, count)), as: UTF8.self))
    }

    deinit {
        close(output)
        close(errors)
        if !isFinished {
            kill(identifier, SIGKILL)
            _ = wait()
        }
    }

    private func wait() -> Int32 {
        var status: Int32 = 0
        guard retrying({ waitpid(identifier, &status, 0) }) == identifier else { return 127 }
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : 128 + signal
    }
}
