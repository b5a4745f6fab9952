import SwiftletEngine
import _SwiftletMicrokernelInterface

/// Streams over memory that measure the speed of each level.
struct Streams {
    let set: InstructionSet
    let threads: Int

    /// A bandwidth for each cache and for main memory, on all threads at once.
    func bandwidths(_ machine: Machine) throws(EngineError) -> [ThreadCeilings.Bandwidth] {
        var result: [ThreadCeilings.Bandwidth] = []
        for (i, size) in machine.caches.enumerated() {
            // Half of the cache leaves room for other data.
            let each = i < 2 ? size / 2 : size / 2 / threads
            result.append(try bandwidth("L\(i + 1)", bytesEach: each))
        }
        // Several times the last cache in all, but not more memory than necessary.
        let beyond = max(2 * machine.caches.last!, min(4 * machine.caches.last!, 256 << 20))
        result.append(try bandwidth("DRAM", bytesEach: beyond / threads))
        return result
    }

    private func bandwidth(_ level: String, bytesEach: Int) throws(EngineError) -> ThreadCeilings.Bandwidth {
        /// Floats in a line that the kernels process at a time.
        let line = 512
        let lines = max(1, bytesEach / (2 * line * MemoryLayout<Float>.size))
        let count = lines * line
        let floats = 2 * count + line
        try AvailableMemory.require(
            .saturatingProduct(threads, floats, MemoryLayout<Float>.size), by: "roofline", for: "measuring \(level)")
        let buffers = (0..<threads).map { _ in Buffer(floats: floats) }
        let kernels = set.kernels
        func read(_ buffer: Buffer) {
            let start = buffer.map
            // The output is one line that stays in the first-level cache.
            var arguments = ElementwiseArguments(
                function: .add, a: start, aStride: line, b: start + count, bStride: line, output: start + 2 * count,
                outputStride: 0, pixels: lines, channels: line)
            kernels.elementwise(&arguments)
        }
        func copy(_ buffer: Buffer) {
            var arguments = ActivationArguments(
                function: .clamp, input: buffer.map, inputStride: line, output: buffer.map + count,
                outputStride: line, pixels: lines, channels: line, minimum: -1, maximum: 1)
            kernels.activation(&arguments)
        }
        let bytes = Double(2 * count * MemoryLayout<Float>.size * threads)
        return ThreadCeilings.Bandwidth(
            level: level, bytes: Int(bytes), read: try rate(bytes) { read(buffers[$0]) },
            copy: try rate(bytes) { copy(buffers[$0]) })
    }

    /// Billions of bytes a second, in the fastest of many trials.
    private func rate(_ bytes: Double, _ pass: @escaping (Int) -> Void) throws(EngineError) -> Double {
        let clock = ContinuousClock()
        func milliseconds(_ passes: Int) throws(EngineError) -> Double {
            let start = clock.now
            try Team.run(threads: threads) { thread in
                for _ in 0..<passes { pass(thread) }
            }
            return (clock.now - start).milliseconds
        }
        // Trials are short and many, so that other programs spoil only some. They are long enough to hide the waking of
        // the threads.
        let enough = threads == 1 ? 0.3 : 1
        var passes = 1
        var trial = 0.0
        while passes < 1 << 16 {
            trial = min(try milliseconds(passes), min(try milliseconds(passes), try milliseconds(passes)))
            if trial >= enough { break }
            passes *= 2
        }
        let trials = max(5, min(200, Int(100 / max(trial, 0.1))))
        var best = Double.infinity
        for _ in 0..<trials { best = min(best, try milliseconds(passes) / Double(passes)) }
        return bytes / (max(best, 1e-6) * 1e6)
    }

    /// Page-aligned floats.
    private final class Buffer {
        let floats: UnsafeMutablePointer<Float>
        private let raw: UnsafeMutableRawPointer
        var map: MapPointer { MapPointer(raw, .float32) }

        init(floats count: Int) {
            raw = .allocate(byteCount: count * MemoryLayout<Float>.size, alignment: 4096)
            floats = raw.bindMemory(to: Float.self, capacity: count)
            floats.initialize(repeating: 0.5, count: count)
        }

        deinit { raw.deallocate() }
    }
}

extension Duration {
    var milliseconds: Double {
        Double(components.seconds) * 1e3 + Double(components.attoseconds) * 1e-15
    }
}
