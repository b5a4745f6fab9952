/// How a program is compiled and run.
public struct EngineConfiguration: Sendable {
    /// The most threads that a program may ask for.
    public static let maximumThreads = 1024

    /// Threads that share each run, the caller's among them; ``processors`` unless set. No more than four for
    /// each processor are used: threads that wait for a processor only delay those that have one. Where other processes
    /// want the processors too, a run has fewer.
    public var threads: Int
    /// The kernels to use; nil takes ``InstructionSet/selected()``.
    public var instructionSet: InstructionSet?
    /// Whether layers are computed together where that is faster: a sum or a channel shuffle with the convolution before
    /// it, a depthwise convolution with the pointwise ones before and after it, the scale of squeeze-and-excite with the
    /// convolution after it. Batch norms and activations are always part of their convolution.
    public var fusion: Bool
    /// Measured choices per layer. Layers without an entry use the cost models.
    public var tuning: TuningTable

    /// How activations and weights are stored.
    public var precision: Precision

    public init(
        threads: Int? = nil, instructionSet: InstructionSet? = nil, precision: Precision = .float32,
        fusion: Bool = true, tuning: TuningTable = .shipped
    ) {
        self.threads = threads ?? Self.processors
        self.instructionSet = instructionSet
        self.precision = precision
        self.fusion = fusion
        self.tuning = tuning
    }

    /// The threads that a run really gets.
    var usedThreads: Int { min(threads, 4 * Self.processors) }

    /// Processors that the process may use, as found when this is first asked for: those that are online, those that its
    /// affinity leaves to it (`taskset`), and those that the quotas of its control groups are worth (a container's
    /// `--cpus`), rounded up, whichever are fewest.
    public static let processors = AvailableProcessors.count
}
