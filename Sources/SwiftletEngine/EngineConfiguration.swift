/// How a program is compiled and run.
public struct EngineConfiguration: Sendable {
    /// The most threads that a program may ask for.
    public static let maximumThreads = 1024

    /// Threads that share each run, the caller's included; ``processors`` by default. A run uses at most four threads
    /// per processor, because waiting threads delay the running ones. It uses fewer while other processes compete for
    /// the processors.
    public var threads: Int
    /// The kernels to use; nil takes ``InstructionSet/selected()``.
    public var instructionSet: InstructionSet?
    /// Whether layers share a step where that is faster: a sum or a channel shuffle with the convolution before it, a
    /// depthwise convolution with the pointwise ones around it, the scale of squeeze-and-excite with the convolution
    /// after it. Batch norms and activations are always part of their convolution.
    public var fusion: Bool
    /// Measured choices per layer. Layers without an entry use the cost models.
    public var tuning: TuningTable

    /// The element type of activations and weights.
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

    /// ``threads``, limited to four per processor.
    var usedThreads: Int { min(threads, 4 * Self.processors) }

    /// Processors that the process may use, counted on first access: the least of the online processors, the affinity
    /// mask (`taskset`), and the quotas of the control groups (a container's `--cpus`), rounded up.
    public static let processors = AvailableProcessors.count
}
