import SwiftletGraphs
import SwiftletTensors

extension ProgramPlan {
    /// What a run needs.
    func runMemory(_ stages: [Stage]) -> RunMemory {
        RunMemory(
            stages, threads: selection.threads, keepsInputApart: keepsInputApart, inputShape: inputShape,
            outputShapes: outputShapes.values)
    }

    /// - Throws: ``EngineError`` if the system has too little memory for the arena and for the tables of steps, which grow with
    ///   the maps too.
    package func requireArena() throws(EngineError) {
        try require(arenaByteCount.addingSaturating(arenaByteCount / 8))
    }

    /// - Throws: ``EngineError`` if the system has fewer bytes.
    func require(_ byteCount: Int) throws(EngineError) {
        try AvailableMemory.require(byteCount, by: name, for: purpose)
    }

    /// The error where the system did not grant so many bytes.
    func shortage(_ byteCount: Int) -> EngineError { AvailableMemory.refusal(byteCount, by: name, for: purpose) }

    private var purpose: String { "an input of \(inputShape)" }
}

extension Graph {
    /// Elements of one map beyond which no machine has the memory; values of a graph have fewer. Sums and products of what is
    /// smaller do not overflow.
    private static let mostElements = 1 << 40

    /// - Throws: ``EngineError`` for a map that no machine can hold with the zeros around it, and for more
    ///   multiply-accumulates than can be counted.
    func requireCountable() throws(EngineError) {
        for node in nodes {
            guard case .convolution(let convolution) = node.operation else { continue }
            let input = shape(of: node.inputs[0])
            let padding = convolution.window.padding.resolved(
                input: Size(input.height, input.width), window: convolution.window)
            let height = max(1, input.height.addingSaturating(max(0, padding.vertical)))
            let width = max(1, input.width.addingSaturating(max(0, padding.horizontal)))
            let count = Int.saturatingProduct(input.batch, input.channels, height, width)
            guard count < Self.mostElements else {
                throw AvailableMemory.refusal(
                    .saturatingProduct(count, MemoryLayout<Float>.size), by: place(of: node),
                    for: "a map of \(input.batch)×\(input.channels)×\(height)×\(width)")
            }
        }
        guard macs < Int.max >> 1 else {
            throw EngineError(name, "takes more multiply-accumulates than can be counted")
        }
    }
}
