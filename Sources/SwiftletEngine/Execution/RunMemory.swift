import SwiftletGraphs
import SwiftletTensors

/// The layout of a run's memory: each stage's arenas, each thread's scratch memory, the input where it lies apart, and the
/// outputs, in this order. Sizes that cannot be counted are `Int.max`.
struct RunMemory {
    /// Bytes of each arena, and then of each thread's scratch memory.
    private let arenas: [Int]
    /// Bytes of the input, if it lies apart, and then of each output: floats all.
    private let floats: [Int]

    init(
        _ stages: [Stage], threads: Int, keepsInputApart: Bool, inputShape: Shape, outputShapes: some Sequence<Shape>
    ) {
        let scratch = stages.lazy.map(\.scratchBytes).max() ?? 0
        arenas =
            stages.flatMap { Array(repeating: Self.rounded($0.byteCount), count: $0.arenas) }
            + Array(repeating: Self.rounded(scratch), count: threads)
        floats = ((keepsInputApart ? [inputShape] : []) + outputShapes).map {
            Self.rounded(.saturatingProduct($0.count, MemoryLayout<Float>.size))
        }
    }

    var byteCount: Int { (arenas + floats).reduce(0) { $0.addingSaturating($1) } }

    /// Where each of them begins in the memory.
    func places(
        in start: UnsafeMutableRawPointer
    ) -> (arenas: [UnsafeMutableRawPointer], floats: [UnsafeMutablePointer<Float>]) {
        var next = start
        func place(_ size: Int) -> UnsafeMutableRawPointer {
            defer { next += size }
            return next
        }
        return (arenas.map(place), floats.map { place($0).assumingMemoryBound(to: Float.self) })
    }

    /// A vector more than planned, as kernels may read to the end of the last one, in whole cache lines.
    private static func rounded(_ bytes: Int) -> Int {
        bytes > .max - 512 ? .max : (bytes + 511) / 256 * 256
    }
}
