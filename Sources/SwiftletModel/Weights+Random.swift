import SwiftletEngine
import SwiftletGraphs
import SwiftletTensors

extension Weights {
    /// Random weights for measuring, the same in every process: kernels uniform within He et al.'s bound, batch norms
    /// and slopes that change little, biases of zero.
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

    /// The same, if the system has the memory to hold and pack them.
    package static func random(fittingFor graph: Graph) throws(ModelError) -> Weights {
        try checkMemory(forRandom: graph)
        return Weights(randomFor: graph)
    }

    /// - Throws: ``ModelError`` if this machine lacks the memory to hold and pack random weights of the graph.
    package static func checkMemory(forRandom graph: Graph) throws(ModelError) {
        let sizes = graph.parameters.values.map {
            Int.saturatingProduct($0.shape.count, MemoryLayout<Float>.size)
        }
        // The engine packs a copy, and the largest tensor is made from two arrays.
        let all = sizes.reduce(0) { $0.addingSaturating($1) }
        let needed = Int.saturatingProduct(all, 2).addingSaturating(.saturatingProduct(sizes.max() ?? 0, 2))
        do {
            try AvailableMemory.require(needed, by: graph.name, for: "a set of random weights")
        } catch {
            throw .engine(error)
        }
    }
}
