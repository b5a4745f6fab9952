import Engine
import Graphs
import ReferenceExecutor
import Tensors
import Testing

/// Winograd's algorithm against the reference executor wherever it applies, also where a direct convolution is faster.
@Suite struct WinogradTests {
    private static func check(
        _ input: Shape, _ set: InstructionSet, threads: ClosedRange<Int> = 1...4, _ body: (Value) -> Value
    ) throws {
        let graph = try Graph.build("winograd", input: input) { body($0) }
        for threads in threads {
            let error = try Comparison.worstError(
                graph, instructionSet: set, threads: threads, algorithm: .winograd)
            #expect(error <= 1e-4, "\(graph), \(threads) threads: off by \(error)")
        }
    }

    /// Tiles that hang over every edge, by every width that is left.
    @Test(arguments: InstructionSet.available)
    func everyMapSize(set: InstructionSet) throws {
        for height in 1...14 {
            for width in 1...14 {
                try Self.check(
                    [1 + (height + width) % 3, 7, height, width], set,
                    threads: 1 + (height + width) % 4...1 + (height + width) % 4
                ) {
                    $0.conv("conv", 19, kernel: 3, padding: 1)
                }
            }
        }
    }
}
