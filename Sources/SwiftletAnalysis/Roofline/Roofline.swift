import SwiftletEngine

/// The limits of this machine with these kernels: the roofs above a layer's speed (S. Williams, A. Waterman, D.
/// Patterson, "Roofline: an insightful visual performance model for multicore architectures", CACM 2009).
///
/// ``measure(threads:instructionSet:progress:)`` takes some seconds for each number of threads. The value is `Codable`,
/// so that a program can measure a machine once. ``isPlausible`` checks a value read from a file.
public struct Roofline: Hashable, Sendable, Codable {
    /// Increases when numbers of an older version would be misread.
    public static let currentVersion = 2

    public var version: Int
    public var machine: Machine
    /// The raw value of the measured `InstructionSet`.
    public var instructionSet: String
    /// One for each measured number of threads, ascending.
    public var threads: [ThreadCeilings]

    public init(machine: Machine, instructionSet: InstructionSet, threads: [ThreadCeilings] = []) {
        version = Self.currentVersion
        self.machine = machine
        self.instructionSet = instructionSet.rawValue
        self.threads = threads
    }

    /// The ceilings of a number of threads; nil if not measured.
    public func ceilings(threads count: Int) -> ThreadCeilings? {
        threads.first { $0.threads == count }
    }

    /// Adds ceilings, or replaces those of the same number of threads.
    public mutating func set(_ ceilings: ThreadCeilings) {
        threads.removeAll { $0.threads == ceilings.threads }
        threads.append(ceilings)
        threads.sort { $0.threads < $1.threads }
    }

    /// Whether ``measure(threads:instructionSet:progress:)`` can have given these numbers, on this machine and with
    /// this instruction set. A file may hold anything.
    public func isPlausible(for machine: Machine, _ set: InstructionSet) -> Bool {
        version == Self.currentVersion && self.machine == machine && instructionSet == set.rawValue
            && threads.count <= EngineConfiguration.maximumThreads && threads.allSatisfy(\.isPlausible)
            && threads.allSatisfy { $0.bandwidths.count == machine.caches.count + 1 }
    }
}

/// The joint rates of a number of threads.
public struct ThreadCeilings: Hashable, Sendable, Codable {
    public var threads: Int
    /// A matrix product in the first-level cache, in GFLOP/s. A multiply-accumulate counts as two.
    public var peakGigaflops: Double
    /// The bandwidths of the caches and, last, of main memory.
    public var bandwidths: [Bandwidth]
    /// The time to start, time and end a step, in milliseconds.
    public var stepMilliseconds: Double
    public var kernels: KernelCeilings

    /// The streams of one level of memory, in GB/s.
    public struct Bandwidth: Hashable, Sendable, Codable {
        /// `L1`, `L2`, `L3`, `DRAM`.
        public var level: String
        /// The bytes that each stream covered, over all threads.
        public var bytes: Int
        /// Two streams that are read.
        public var read: Double
        /// One stream that is read and one that is written. Both count.
        public var copy: Double
    }

    /// The FLOPs per byte above which the level's stream no longer limits the kernels.
    public func ridge(of level: Bandwidth) -> Double { peakGigaflops / level.copy }

    /// The index in ``bandwidths`` of the level that holds `bytes`, given the caches' sizes.
    func level(holding bytes: Int, _ machine: Machine) -> Int {
        let index = machine.caches.indices.first { i in
            // A core has the first two caches to itself.
            bytes <= machine.caches[i] * (i < 2 ? threads : 1)
        }
        return min(index ?? machine.caches.count, bandwidths.count - 1)
    }

    /// The streams over a number of bytes, in GB/s. Logarithms are interpolated between the measured sizes: caches that
    /// are shared, or that replace data still in use, do not have a sharp limit.
    func streams(over bytes: Int) -> (read: Double, copy: Double) {
        // The own caches of many cores may hold more than the shared one.
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
