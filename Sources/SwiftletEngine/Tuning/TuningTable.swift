/// The fastest measured choice for each layer. Programs are compiled by it.
///
/// The text has one readable line per layer:
///
/// ```
/// swiftlet tuning 2
/// AuthenticAMD family 26 model 2
/// avx512 t1 convolution 1x32x56x56 > 64x56x56 k1x1 s1x1 d1x1 g1: tile-rows=8 panels=2 tile-parts=1 (31.4 us, default 33.9 us)
/// ```
///
/// Empty lines and lines that begin with `#` are ignored. A table changes a program's speed, never its results.
/// Impossible choices are refused when the text is read.
public struct TuningTable: Hashable, Sendable {
    /// The version of kernels and cost models. A new version invalidates older measurements.
    public static let version = 2

    /// The processor of the measurements.
    public let processor: Processor

    struct Entry: Hashable, Sendable {
        var choice: LayerChoice
        /// The times of the choice and of the default, in microseconds.
        var microseconds: Double
        var defaultMicroseconds: Double
    }

    var entries: [LayerKey: Entry] = [:]

    /// An empty table.
    public init(processor: Processor = .current) { self.processor = processor }

    /// The number of layers.
    public var count: Int { entries.count }
    public var isEmpty: Bool { entries.isEmpty }
    /// In no particular order.
    package var layers: [LayerKey] { Array(entries.keys) }

    subscript(key: LayerKey) -> Entry? { entries[key] }

    /// - Precondition: The choice fits the layer.
    mutating func set(_ entry: Entry, for key: LayerKey) {
        let problem = entry.choice.problem(for: key)
        precondition(problem == nil, "\(key): \(problem ?? "")")
        entries[key] = entry
    }

    /// The entries of both tables. If both have a layer, `newer` wins.
    public func merging(_ newer: TuningTable) -> TuningTable {
        var result = self
        result.entries.merge(newer.entries) { $1 }
        return result
    }
}

extension TuningTable {
    /// Sets the choice for one layer, without times.
    /// - Throws: ``EngineError`` if the choice does not fit the layer.
    package mutating func choose(_ choice: LayerChoice, for key: LayerKey) throws(EngineError) {
        if let problem = choice.problem(for: key) { throw EngineError("\(key)", problem) }
        set(Entry(choice: choice, microseconds: 0, defaultMicroseconds: 0), for: key)
    }
}
