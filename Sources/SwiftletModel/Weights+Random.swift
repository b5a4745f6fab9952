import SwiftletEngine
import SwiftletGraphs
import SwiftletTensors

extension Weights {
    /// Weights of no use but to be computed with, the same in every process: kernels uniform within He et al.'s bound,
    /// batch norms and slopes that change little, biases of zero.
    public init(randomFor graph: Graph) {
        self.init()
        for (key, parameter) in graph.parameters {
            let shape = parameter.shape
            if shape.rank >= 2 {
                let bound = (6 / Float(Swift.max(1, shape.extents.dropFirst().reduce(1, *)))).squareRoot()
                var random = SplitMix64(hashing: key)
                self[key] = Tensor((0..<shape.count).map { _ in (random.nextFloat() * 2 - 1) * bound }, shape: shape)
            } else {
                let isScale = key.hasSuffix(".weight") || key.hasSuffix(".running_var")
                self[key] = Tensor(repeatElement(isScale ? 1 : 0, count: shape.count), shape: shape)
            }
        }
    }

    /// The same, if this machine has the memory to hold and to pack them.
    package static func random(fittingFor graph: Graph) throws(ModelError) -> Weights {
        try checkMemory(forRandom: graph)
        return Weights(randomFor: graph)
    }

    /// - Throws: ``ModelError`` if this machine lacks the memory to hold and to pack random weights of the graph.
    package static func checkMemory(forRandom graph: Graph) throws(ModelError) {
        let scalars = graph.parameters.values.reduce(0) { $0.addingSaturating($1.shape.count) }
        let needed = Int.saturatingProduct(scalars, MemoryLayout<Float>.size)
        // The engine packs a copy, and making either takes some more.
        guard needed <= physicalMemory / 4 else {
            throw .engine(
                EngineError(
                    graph.name,
                    "its weights take \(needed >> 20) MiB of memory, which is more than a quarter of this machine's "
                        + "\(physicalMemory >> 20) MiB"))
        }
    }
}
