import _SwiftletMicrokernelInterface

/// A fused node, ready to run. It is cut into parts, and ``run(_:)`` computes one of them. Any thread may run a part,
/// and all parts may run at once. The next step begins when all parts are done.
protocol Step: Sendable {
    /// The step's name in traces and profiles.
    var label: String { get }
    /// Multiply-accumulates of one run.
    var macs: Int { get }
    /// Bytes read and written by one run, weights included, each counted once and as float32.
    var bytes: Int { get }

    /// Bytes of private memory that each thread needs while the step runs.
    var scratchBytes: Int { get }

    func run(_ context: StepContext)
}

extension Step {
    /// ``bytes`` for elements of the given type.
    func bytes(_ element: ElementType) -> Int { bytes / ElementType.float32.byteCount * element.byteCount }

    var macs: Int { 0 }
    var scratchBytes: Int { 0 }
}

/// The arguments of one run of a step.
struct StepContext {
    let arena: UnsafeMutableRawPointer
    /// The thread's private memory, large enough for every step.
    let scratch: UnsafeMutableRawPointer
    /// The program's original input.
    let input: UnsafePointer<Float>
    /// The part of the step to compute, out of `parts`.
    let part: Int
    let parts: Int

    var scratchFloats: UnsafeMutablePointer<Float> { scratch.assumingMemoryBound(to: Float.self) }

    func scratch(_ element: ElementType) -> MapPointer { MapPointer(scratch, element) }

    /// The map's element at `offset`, for reading or writing.
    func map(_ layout: MapLayout, _ offset: Int) -> MapPointer { layout.pointer(in: arena) + offset }

    /// This part's share of `count` items.
    func share(of count: Int) -> Range<Int> { share(of: count, part: part, parts: parts) }

    func share(of count: Int, part: Int, parts: Int) -> Range<Int> {
        count * part / parts..<count * (part + 1) / parts
    }
}

/// The items that threads share: rows of a map, cut into blocks of channels if there are few rows.
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

    /// Rows with all channels if threads can share them about evenly; else blocks of channels. With whole rows, a
    /// thread mostly reads rows that it wrote itself.
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

    /// The row and channels of one item.
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
