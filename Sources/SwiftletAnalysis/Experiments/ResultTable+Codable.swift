extension ResultTable: Codable, CustomStringConvertible {
    private enum Key: String, CodingKey {
        case title, columns, rows
    }

    /// - Throws: `DecodingError` for a row whose length differs from the number of columns.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.init(
            try container.decode(String.self, forKey: .title), try container.decode([Column].self, forKey: .columns))
        for row in try container.decode([[Value]].self, forKey: .rows) {
            guard row.count == columns.count else {
                throw DecodingError.dataCorruptedError(
                    forKey: .rows, in: container,
                    debugDescription: "a row of \(row.count) values in a table of \(columns.count) columns")
            }
            append(row)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(title, forKey: .title)
        try container.encode(columns, forKey: .columns)
        try container.encode(rows, forKey: .rows)
    }

    /// `Table 1: 6 rows of 8 columns`
    public var description: String { "\(title): \(rows.count) rows of \(columns.count) columns" }
}

extension ResultTable.Value: Codable {
    private enum Key: String, CodingKey {
        case number, digits
    }

    /// The range of digits after the point. A table may come from a file.
    private static let possibleDigits = 0...12

    /// Reads a text, an integer, `{"number": 2.5, "digits": 1}`, or null for an unpublished or unmeasured value.
    public init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: Key.self) {
            let digits = try container.decode(Int.self, forKey: .digits)
            guard Self.possibleDigits.contains(digits) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .digits, in: container, debugDescription: "\(digits) digits after the point")
            }
            self = .number(try container.decode(Double.self, forKey: .number), digits: digits)
            return
        }
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .none
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    /// Writes the form that ``init(from:)`` reads. An infinity or a NaN becomes null.
    public func encode(to encoder: any Encoder) throws {
        if case .number(let value, let digits) = self, value.isFinite {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(value, forKey: .number)
            try container.encode(digits, forKey: .digits)
            return
        }
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .integer(let value): try container.encode(value)
        case .number, .none: try container.encodeNil()
        }
    }
}
