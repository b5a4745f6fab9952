/// For layers that were measured, the fastest way to compute each: what a program is compiled by.
///
/// As text, a line a layer, which people can read:
///
/// ```
/// swiftlet tuning 2
/// AuthenticAMD family 26 model 2
/// avx512 t1 convolution 1x32x56x56 > 64x56x56 k1x1 s1x1 d1x1 g1: tile-rows=8 panels=2 tile-parts=1 (31.4 us, default 33.9 us)
/// ```
///
/// Empty lines and those that begin with `#` say nothing. A table decides how fast a program is, never what it computes:
/// what cannot be is refused when the text is read.
public struct TuningTable: Hashable, Sendable {
    /// Counts the changes of kernels and cost models after which old measurements mean nothing.
    public static let version = 2

    /// Where the layers were measured.
    public let processor: Processor

    struct Entry: Hashable, Sendable {
        var choice: LayerChoice
        /// What the choice took, and what the default did, in microseconds.
        var microseconds: Double
        var defaultMicroseconds: Double
    }

    var entries: [LayerKey: Entry] = [:]

    /// A table that has nothing.
    public init(processor: Processor = .current) { self.processor = processor }

    /// The number of layers.
    public var count: Int { entries.count }
    public var isEmpty: Bool { entries.isEmpty }
    /// In no particular order.
    package var layers: [LayerKey] { Array(entries.keys) }

    subscript(key: LayerKey) -> Entry? { entries[key] }

    /// - Precondition: The layer can be computed so.
    mutating func set(_ entry: Entry, for key: LayerKey) {
        let problem = entry.choice.problem(for: key)
        precondition(problem == nil, "\(key): \(problem ?? "")")
        entries[key] = entry
    }

    /// Everything of both; where both have a layer, what `newer` has.
    public func merging(_ newer: TuningTable) -> TuningTable {
        var result = self
        result.entries.merge(newer.entries) { $1 }
        return result
    }
}

extension TuningTable {
    /// A table that chooses one way for one layer, for tests.
    /// - Throws: ``EngineError`` if the layer cannot be computed so.
    package mutating func choose(_ choice: LayerChoice, for key: LayerKey) throws(EngineError) {
        if let problem = choice.problem(for: key) { throw EngineError("\(key)", problem) }
        set(Entry(choice: choice, microseconds: 0, defaultMicroseconds: 0), for: key)
    }
}
