import Rainbow
import Swiftlet

/// The output of `swiftlet experiment` for people.
struct ExperimentTable {
    let report: ExperimentReport

    init(_ report: ExperimentReport) { self.report = report }

    var text: String {
        let experiment = report.experiment
        var parts = [
            Self.wrapped(experiment.title).bold + "\n"
                + Self.wrapped("\(experiment.source.paper), \(experiment.source.place)") + "\n"
                + Self.wrapped(experiment.question)
        ]
        if let unanswered = report.unanswered { parts.append(Self.wrapped(unanswered)) }
        parts += report.tables.map { Self.wrapped($0.title) + "\n" + Self.table($0) }
        parts += report.remarks.map(Self.wrapped)
        if let measurement = report.measurement { parts.append(Self.wrapped(measurement)) }
        return parts.joined(separator: "\n\n") + "\n"
    }

    /// Narrow tables leave out computed columns first, then the paper's, then measured ones. The first two settings
    /// name the rows.
    private static func table(_ table: ResultTable) -> String {
        let texts = table.texts
        var result = Table(rows: table.rows.count)
        for (index, column) in table.columns.enumerated() {
            let rank =
                switch column.origin {
                case .setting: index < 2 ? 0 : 4
                case .measured: 1
                case .paper: 2
                case .computed: 3
                }
            let column = texts.rows.map { $0[index] }
            if table.rows.contains(where: { $0[index].number != nil }) {
                result.add(number: texts.titles[index], rank: rank, column)
            } else {
                result.add(texts.titles[index], rank: rank, column)
            }
        }
        return result.text()
    }

    /// Wrapped at 100 characters, or at the terminal's width if it is narrower.
    static func wrapped(_ text: String) -> String { Format.wrapped(text, width: min(Terminal.width ?? 100, 100)) }
}

/// The output of `swiftlet experiment --json`: a line for each experiment.
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
    /// The part of the question that stays open without measurements.
    let unanswered: String?

    init(_ report: ExperimentReport) {
        unanswered = report.unanswered
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
