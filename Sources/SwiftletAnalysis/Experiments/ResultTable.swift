import SwiftletReports

/// A table that states the origin of each column's numbers.
public struct ResultTable: Sendable {
    public enum Origin: String, Hashable, Sendable, Codable {
        /// A choice: channels, a ratio, a name.
        case setting
        /// Published in the paper.
        case paper
        /// Counted from the graph.
        case computed
        /// Timed on this machine.
        case measured
    }

    public struct Column: Hashable, Sendable, Codable {
        /// The name in JSON: `paper_images_per_second`.
        public var key: String
        /// The name for people, with the unit.
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

        /// The value by itself, for people.
        public var text: String {
            switch self {
            case .text(let text): text
            case .integer(let value): NumberText.grouped(value)
            case .number(let value, let digits): NumberText.grouped(value, digits)
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
    /// Each row has a value for each column.
    public private(set) var rows: [[Value]] = []

    /// - Parameter keepsMeasured: False leaves out the measured columns, also from the rows.
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

    /// The titles and the rows for people. Every column has one format. If its numbers are scaled, its title states the
    /// unit.
    public var texts: (titles: [String], rows: [[String]]) {
        let formats = columns.indices.map { index in ColumnFormat(rows.map { $0[index] }) }
        let titles = zip(columns, formats).map { column, format in format.title(column.title) }
        return (titles, rows.map { row in zip(row, formats).map { value, format in format.text(value) } })
    }

    /// The numbers of a column, nil for missing ones; empty for an unknown key.
    public func numbers(_ key: String) -> [Double?] {
        guard let index = columns.firstIndex(where: { $0.key == key }) else { return [] }
        return rows.map { $0[index].number }
    }
}

extension ResultTable.Value {
    /// A measured time, or a value derived from it.
    static func optional(_ value: Double?, digits: Int) -> Self { value.map { .number($0, digits: digits) } ?? .none }

    static func millions(_ value: Int, digits: Int) -> Self { .number(Double(value) / 1e6, digits: digits) }

    static func billions(_ value: Int, digits: Int) -> Self { .number(Double(value) / 1e9, digits: digits) }

    static func ratio(_ a: Int, _ b: Int, digits: Int) -> Self { .number(Double(a) / Double(b), digits: digits) }

    /// Two operations for each MAC.
    static func gigaflops(macs: Int, milliseconds: Double?) -> Self {
        optional(milliseconds.map { 2 * Double(macs) / ($0 * 1e6) }, digits: 0)
    }
}

/// The format of a column's values.
private enum ColumnFormat {
    /// Whole numbers in full: the parameters of small networks are compared to the last digit.
    case plain(digits: Int)
    /// Longer numbers, in thousands, millions or more.
    case scaled(NumberColumn)

    init(_ values: [ResultTable.Value]) {
        let numbers = values.compactMap(\.number)
        let digits = values.reduce(0) { most, value in
            if case .number(_, let digits) = value { return max(most, digits) }
            return most
        }
        let isLong = digits == 0 && numbers.contains { abs($0) >= 1e7 }
        self = isLong ? .scaled(NumberColumn(numbers)) : .plain(digits: digits)
    }

    func title(_ name: String) -> String {
        switch self {
        case .plain: name
        case .scaled(let column): column.title(name)
        }
    }

    func text(_ value: ResultTable.Value) -> String {
        switch (self, value) {
        case (_, .text), (_, .none): value.text
        case (.plain(let digits), _): NumberText.grouped(value.number ?? .nan, digits)
        case (.scaled(let column), _): column.text(value.number)
        }
    }
}
