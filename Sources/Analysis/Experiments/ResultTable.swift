/// A table that tells for each column where its numbers come from.
public struct ResultTable: Sendable {
    public enum Origin: String, Hashable, Sendable, Codable {
        /// What was chosen: channels, a ratio, a name.
        case setting
        /// As published.
        case paper
        /// Counted over the graph.
        case computed
        /// Timed on this machine.
        case measured
    }

    public struct Column: Hashable, Sendable, Codable {
        /// In JSON: `paper_images_per_second`.
        public var key: String
        /// For people, with the unit.
        public var title: String
        public var origin: Origin

        public init(_ key: String, _ title: String, _ origin: Origin) {
            self.key = key
            self.title = title
            self.origin = origin
        }

        static func setting(_ key: String, _ title: String) -> Self { Self(key, title, .setting) }
        static func paper(_ key: String, _ title: String) -> Self { Self(key, title, .paper) }
        static func computed(_ key: String, _ title: String) -> Self { Self(key, title, .computed) }
        static func measured(_ key: String, _ title: String) -> Self { Self(key, title, .measured) }
    }

    public enum Value: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
        case text(String)
        case integer(Int)
        case number(Double, digits: Int)
        /// Not published, or not measured.
        case none

        public init(stringLiteral value: String) { self = .text(value) }
        public init(integerLiteral value: Int) { self = .integer(value) }

        /// For people.
        public var text: String {
            switch self {
            case .text(let text): text
            // Seven digits: parameters of small networks are compared to the last one.
            case .integer(let value): value.magnitude < 10_000_000 ? NumberText.grouped(value) : NumberText.count(value)
            case .number(let value, 0) where abs(value) < 1e7: NumberText.grouped(Int(value.rounded()))
            case .number(let value, let digits): NumberText.fixed(value, digits)
            case .none: "–"
            }
        }

        public var number: Double? {
            switch self {
            case .integer(let value): Double(value)
            case .number(let value, _): value
            case .text, .none: nil
            }
        }
    }

    public var title: String
    public private(set) var columns: [Column]
    /// As many values each as there are columns.
    public private(set) var rows: [[Value]] = []

    /// - Parameter keepsMeasured: False leaves the measured columns out, of the rows too.
    init(_ title: String, _ columns: [Column], keepsMeasured: Bool = true) {
        self.title = title
        self.columns = columns
        isKept = columns.map { keepsMeasured || $0.origin != .measured }
        self.columns = columns.filter { keepsMeasured || $0.origin != .measured }
    }

    private let isKept: [Bool]

    mutating func append(_ row: [Value]) {
        precondition(row.count == isKept.count, "a row of \(row.count) values in a table of \(isKept.count) columns")
        rows.append(zip(row, isKept).filter(\.1).map(\.0))
    }

    /// The numbers of a column, nil where it has none; empty for a key that no column has.
    public func numbers(_ key: String) -> [Double?] {
        guard let index = columns.firstIndex(where: { $0.key == key }) else { return [] }
        return rows.map { $0[index].number }
    }
}

extension ResultTable.Value {
    /// A measured time, or what follows from it.
    static func optional(_ value: Double?, digits: Int) -> Self { value.map { .number($0, digits: digits) } ?? .none }

    static func millions(_ value: Int, digits: Int) -> Self { .number(Double(value) / 1e6, digits: digits) }

    static func billions(_ value: Int, digits: Int) -> Self { .number(Double(value) / 1e9, digits: digits) }

    static func ratio(_ a: Int, _ b: Int, digits: Int) -> Self { .number(Double(a) / Double(b), digits: digits) }

    /// Two operations for each MAC.
    static func gigaflops(macs: Int, milliseconds: Double?) -> Self {
        optional(milliseconds.map { 2 * Double(macs) / ($0 * 1e6) }, digits: 0)
    }
}
