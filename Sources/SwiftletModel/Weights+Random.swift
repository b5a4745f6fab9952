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
                self[key] = Tensor(Self.uniform(shape.count, seed: key).map { ($0 * 2 - 1) * bound }, shape: shape)
            } else {
                let isScale = key.hasSuffix(".weight") || key.hasSuffix(".running_var")
                self[key] = Tensor(repeatElement(isScale ? 1 : 0, count: shape.count), shape: shape)
            }
        }
    }

    /// The same, if the system has the memory to hold and to pack them.
    package static func random(fittingFor graph: Graph) throws(ModelError) -> Weights {
        try checkMemory(forRandom: graph)
        return Weights(randomFor: graph)
    }

    /// - Throws: ``ModelError`` if this machine lacks the memory to hold and to pack random weights of the graph.
    package static func checkMemory(forRandom graph: Graph) throws(ModelError) {
        let sizes = graph.parameters.values.map {
            Int.saturatingProduct($0.shape.count, MemoryLayout<Float>.size)
        }
        // The engine packs a copy, and the largest is made of two arrays.
        let all = sizes.reduce(0) { $0.addingSaturating($1) }
        let needed = Int.saturatingProduct(all, 2).addingSaturating(.saturatingProduct(sizes.max() ?? 0, 2))
        do {
            try AvailableMemory.require(needed, by: graph.name, for: "a set of random weights")
        } catch {
            throw .engine(error)
        }
    }

    /// SplitMix64 from a hash of the seed (FNV-1a): floats in `0..<1`.
    private static func uniform(_ count: Int, seed: String) -> [Float] {
        var state = seed.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return (0..<count).map { _ in
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return Float((z ^ (z >> 31)) >> 40) * 0x1p-24
        }
    }
}
