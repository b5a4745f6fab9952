import _SwiftletMicrokernelInterface

/// One entry of a program: a fused node, ready to run. It is cut into parts, and ``run(_:)`` computes one of them; any thread
/// may, and all parts at once. The next step begins when all are done.
protocol Step: Sendable {
    /// What a trace prints.
    var label: String { get }
    /// Multiply-accumulates of one run.
    var macs: Int { get }
    /// Bytes read and written by one run, weights included, each counted once, if all are float32.
    var bytes: Int { get }

    /// Bytes that each thread needs to itself while the step runs.
    var scratchBytes: Int { get }

    func run(_ context: StepContext)
}

extension Step {
    /// Bytes as above, of elements of the given type.
    func bytes(_ element: ElementType) -> Int { bytes / ElementType.float32.byteCount * element.byteCount }

    var macs: Int { 0 }
    var scratchBytes: Int { 0 }
}

/// What a step is given at each run.
struct StepContext {
    let arena: UnsafeMutableRawPointer
    /// The thread's own memory, as large as the step with the largest need asks for.
    let scratch: UnsafeMutableRawPointer
    /// The program's input as it was given.
    let input: UnsafePointer<Float>
    /// Which part of the step to compute, and of how many.
    let part: Int
    let parts: Int

    var scratchFloats: UnsafeMutablePointer<Float> { scratch.assumingMemoryBound(to: Float.self) }

    func scratch(_ element: ElementType) -> MapPointer { MapPointer(scratch, element) }

    /// The map's element at `offset`, for reading or writing.
    func map(_ layout: MapLayout, _ offset: Int) -> MapPointer { layout.pointer(in: arena) + offset }

    /// The part of `count` items.
    func share(of count: Int) -> Range<Int> { share(of: count, part: part, parts: parts) }

    func share(of count: Int, part: Int, parts: Int) -> Range<Int> {
        count * part / parts..<count * (part + 1) / parts
    }
}

/// Rows of a map, cut into blocks of channels where there are few rows: the items that threads share.
struct RowPartition: Sendable {
    let rows: Int
    let channels: Int
    let blockChannels: Int
    let blocks: Int

    init(rows: Int, channels: Int, blockChannels: Int) {
        self.rows = rows
        self.channels = channels
        self.blockChannels = blockChannels
        blocks = channels.dividedUp(by: blockChannels)
    }

    /// All channels where threads can share the rows about evenly, else blocks of them: rows that one thread has written
    /// are best read by it.
    init(rows: Int, channels: Int, threads: Int) {
        self.init(
            rows: rows, channels: channels,
            blockChannels: Self.blockChannels(rows: rows, channels: channels, threads: threads))
    }

    static func blockChannels(rows: Int, channels: Int, threads: Int) -> Int {
        let vectors = channels.dividedUp(by: 16)
        let share = rows.dividedUp(by: threads)
        let wanted = 5 * share * threads <= 6 * rows ? 1 : min(vectors, (8 * threads).dividedUp(by: rows))
        return vectors.dividedUp(by: wanted) * 16
    }

    var count: Int { rows * blocks }

    /// Row and channels of one item.
    subscript(item: Int) -> (row: Int, firstChannel: Int, channels: Int) {
        let first = item % blocks * blockChannels
        return (item / blocks, first, min(blockChannels, channels - first))
    }
}

/// A step that reads one map and writes another.
protocol MapStep: Step {
    var input: MapLayout { get }
    var output: MapLayout { get }
}

extension MapStep {
    var bytes: Int { MemoryLayout<Float>.size * (input.count + output.count) }
}
