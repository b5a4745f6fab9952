import SwiftletGraphs
import SwiftletTensors
import _SwiftletMicrokernelInterface

/// What a run's memory holds: each stage's arenas, what each thread needs to itself, the input where that lies apart, and the
/// outputs, in this order. Sizes that cannot be counted are `Int.max`.
struct RunMemory {
    /// Elements of each arena, and then of each thread's own memory.
    private let maps: [Int]
    /// Floats of the input, if it lies apart, and then of each output.
    private let floats: [Int]
    private let element: ElementType

    init(
        _ stages: [Stage], threads: Int, keepsInputApart: Bool, inputShape: Shape, outputShapes: some Sequence<Shape>,
        element: ElementType
    ) {
        let scratch = stages.lazy.map(\.scratchElements).max() ?? 0
        maps =
            stages.flatMap { Array(repeating: Self.rounded($0.elementCount), count: $0.arenas) }
            + Array(repeating: Self.rounded(scratch), count: threads)
        floats =
            (keepsInputApart ? [Self.rounded(inputShape.count)] : []) + outputShapes.map { Self.rounded($0.count) }
        self.element = element
    }

    var byteCount: Int {
        func sum(_ sizes: [Int]) -> Int { sizes.reduce(0) { $0.addingSaturating($1) } }
        return Int.saturatingProduct(sum(maps), element.byteCount)
            .addingSaturating(.saturatingProduct(sum(floats), MemoryLayout<Float>.size))
    }

    /// Where each of them begins in the memory.
    func places(
        in start: UnsafeMutableRawPointer
    ) -> (maps: [MapPointer], floats: [UnsafeMutablePointer<Float>]) {
        var next = start
        let maps = maps.map { size in
            defer { next += size * element.byteCount }
            return MapPointer(next, element)
        }
        let floats = floats.map { size in
            defer { next += size * MemoryLayout<Float>.size }
            return next.assumingMemoryBound(to: Float.self)
        }
        return (maps, floats)
    }

    /// A vector more than planned, as kernels may read to the end of the last one, in whole cache lines of any element.
    private static func rounded(_ count: Int) -> Int {
        count > .max - 128 ? .max : (count + 127) / 64 * 64
    }
}
