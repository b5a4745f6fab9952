import Foundation
import Rainbow
import Swiftlet
import TextTable

/// What `swiftlet experiment` prints for people.
struct ExperimentTable {
    let report: ExperimentReport

    init(_ report: ExperimentReport) { self.report = report }

    var text: String {
        let experiment = report.experiment
        var parts = [
            experiment.title.bold + "\n\(experiment.source.paper), \(experiment.source.place)\n"
                + Self.wrapped(experiment.question)
        ]
        parts += report.tables.map { "\($0.title)\n" + Self.table($0) }
        parts += report.remarks.map(Self.wrapped)
        if let measurement = report.measurement { parts.append(Self.wrapped(measurement)) }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private static func table(_ table: ResultTable) -> String {
        typealias Row = [ResultTable.Value]
        let isNumber = table.columns.indices.map { index in table.rows.contains { $0[index].number != nil } }
        let text = TextTable<Row> { row in
            zip(table.columns, zip(row, isNumber)).map { column, cell in
                Column(column.title <- cell.0.text, align: cell.1 ? .right : .left)
            }
        }
        return (text.string(for: table.rows) ?? "").trimmingCharacters(in: .newlines)
    }

    /// Broken into lines of at most 100 characters.
    static func wrapped(_ text: String) -> String {
        var lines = [""]
        for word in text.split(separator: " ") {
            if !lines[lines.count - 1].isEmpty, lines[lines.count - 1].count + 1 + word.count > 100 { lines.append("") }
            lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
        }
        return lines.joined(separator: "\n")
    }
}

/// What `swiftlet experiment --json` prints: a line for each experiment.
struct ExperimentJSON: Encodable {
    struct Heading: Encodable {
        let name: String
        let title: String
        let question: String
        let paper: String
        let place: String
        let url: String

        init(_ experiment: Experiment) {
            name = experiment.name
            title = experiment.title
            question = experiment.question
            paper = experiment.source.paper
            place = experiment.source.place
            url = experiment.source.url
        }
    }

    struct Table: Encodable {
        struct Column: Encodable {
            let key: String
            let title: String
            /// `setting`, `paper`, `computed` or `measured`.
            let origin: String
        }

        let title: String
        let columns: [Column]
        let rows: [[String: Value]]
    }

    /// A text, a number or null.
    struct Value: Encodable {
        let value: ResultTable.Value

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch value {
            case .text(let text): try container.encode(text)
            case .integer(let value): try container.encode(value)
            case .number(let value, _) where value.isFinite: try container.encode(value)
            case .number, .none: try container.encodeNil()
            }
        }
    }

    let experiment: Heading
    let tables: [Table]
    let remarks: [String]
    let measurement: String?

    init(_ report: ExperimentReport) {
        experiment = Heading(report.experiment)
        tables = report.tables.map { table in
            Table(
                title: table.title,
                columns: table.columns.map { .init(key: $0.key, title: $0.title, origin: $0.origin.rawValue) },
                rows: table.rows.map { row in
                    Dictionary(uniqueKeysWithValues: zip(table.columns.map(\.key), row.map(Value.init)))
                })
        }
        remarks = report.remarks
        measurement = report.measurement
    }
}
