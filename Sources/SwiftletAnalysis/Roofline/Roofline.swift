import SwiftletEngine

/// What this machine can reach with these kernels: the roofs under which a layer's speed lies (S. Williams, A. Waterman,
/// D. Patterson, "Roofline: an insightful visual performance model for multicore architectures", CACM 2009).
///
/// ``measure(threads:instructionSet:progress:)`` takes some seconds a number of threads. The value is `Codable`, so that a program measures a
/// machine once; what it reads back it checks by ``isPlausible``.
public struct Roofline: Hashable, Sendable, Codable {
    /// Changes whenever numbers of an older version would be misread.
    public static let currentVersion = 2

    public var version: Int
    public var machine: Machine
    /// The raw value of the `InstructionSet` that was measured.
    public var instructionSet: String
    /// One for each number of threads that was measured, the least first.
    public var threads: [ThreadCeilings]

    public init(machine: Machine, instructionSet: InstructionSet, threads: [ThreadCeilings] = []) {
        version = Self.currentVersion
        self.machine = machine
        self.instructionSet = instructionSet.rawValue
        self.threads = threads
    }

    /// The ceilings of so many threads; nil if they were not measured.
    public func ceilings(threads count: Int) -> ThreadCeilings? {
        threads.first { $0.threads == count }
    }

    /// Adds ceilings, or replaces those of as many threads.
    public mutating func set(_ ceilings: ThreadCeilings) {
        threads.removeAll { $0.threads == ceilings.threads }
        threads.append(ceilings)
        threads.sort { $0.threads < $1.threads }
    }

    /// Whether these are numbers that ``measure(threads:instructionSet:progress:)`` could have given, on this machine and with this
    /// instruction set: a file may hold anything.
    public func isPlausible(for machine: Machine, _ set: InstructionSet) -> Bool {
        version == Self.currentVersion && self.machine == machine && instructionSet == set.rawValue
            && threads.count <= EngineConfiguration.maximumThreads && threads.allSatisfy(\.isPlausible)
            && threads.allSatisfy { $0.bandwidths.count == machine.caches.count + 1 }
    }
}

/// What so many threads reach together.
public struct ThreadCeilings: Hashable, Sendable, Codable {
    public var threads: Int
    /// A matrix product in the first-level cache, in GFLOP/s, two for each multiply-accumulate.
    public var peakGigaflops: Double
    /// The caches' and, last, main memory's.
    public var bandwidths: [Bandwidth]
    /// What starting, timing and ending a step takes, in milliseconds.
    public var stepMilliseconds: Double
    public var kernels: KernelCeilings

    /// The streams of one level of memory, in GB/s.
    public struct Bandwidth: Hashable, Sendable, Codable {
        /// `L1`, `L2`, `L3`, `DRAM`.
        public var level: String
        /// The bytes that each of the streams went over, of all threads.
        public var bytes: Int
        /// Two streams read.
        public var read: Double
        /// One stream read and one written; both count.
        public var copy: Double
    }

    /// FLOPs a byte from which on the level's stream no longer holds the kernels back.
    public func ridge(of level: Bandwidth) -> Double { peakGigaflops / level.copy }

    /// The index in ``bandwidths`` of the level that holds `bytes`, given the caches' sizes.
    func level(holding bytes: Int, _ machine: Machine) -> Int {
        let index = machine.caches.indices.first { i in
            // A core has the first two to itself.
            bytes <= machine.caches[i] * (i < 2 ? threads : 1)
        }
        return min(index ?? machine.caches.count, bandwidths.count - 1)
    }

    /// The streams over so many bytes, in GB/s: between the sizes that were measured logarithms are interpolated, as caches
    /// that others share and that replace what is still needed have no sharp end.
    func streams(over bytes: Int) -> (read: Double, copy: Double) {
        // Many cores' own caches may hold more than the one that they share.
        let levels = bandwidths.indices.filter { i in
            bandwidths[(i + 1)...].allSatisfy { $0.bytes > bandwidths[i].bytes }
        }.map { bandwidths[$0] }
        let axes = [levels.map { Double($0.bytes) }]
        let size = [Double(max(1, bytes))]
        return (
            CeilingTable(axes: axes, rates: levels.map(\.read)).rate(at: size),
            CeilingTable(axes: axes, rates: levels.map(\.copy)).rate(at: size)
        )
    }

    var isPlausible: Bool {
        let rates = [peakGigaflops] + bandwidths.flatMap { [$0.read, $0.copy] }
        return (1...EngineConfiguration.maximumThreads).contains(threads) && (2...8).contains(bandwidths.count)
            && bandwidths.allSatisfy { (1...1 << 40).contains($0.bytes) } && rates.allSatisfy { $0 > 1e-3 && $0 < 1e7 }
            && stepMilliseconds >= 0 && stepMilliseconds < 1e3
            && kernels.isPlausible
    }
}
