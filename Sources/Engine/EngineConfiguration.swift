#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How a program is compiled and run.
public struct EngineConfiguration: Sendable {
    /// The most threads that a program may ask for.
    public static let maximumThreads = 1024

    /// Threads that share each run, the caller's among them; the number of processors unless set. No more than four for
    /// each processor are used: threads that wait for a processor only delay those that have one.
    public var threads: Int
    /// The kernels to use; nil takes ``InstructionSet/selected()``.
    public var instructionSet: InstructionSet?

    /// Whether inverted residuals run by rows; nil leaves it to their size. For tests.
    package var fusesRows: Bool?

    public init(threads: Int? = nil, instructionSet: InstructionSet? = nil) {
        self.threads = threads ?? Self.processors
        self.instructionSet = instructionSet
    }

    /// The threads that a run really gets.
    var usedThreads: Int { min(threads, 4 * Self.processors) }

    /// Processors that are online.
    public static var processors: Int { max(1, min(maximumThreads, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
