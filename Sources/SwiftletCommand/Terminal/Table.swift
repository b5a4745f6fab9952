import Foundation
import TextTable

private typealias Cell = Column

/// A table for people. A terminal that is too narrow leaves out whole columns, the least important first, and a line
/// names them: wrapped rows cannot be read.
package struct Table {
    package struct Column {
        package let title: String
        let alignment: Alignment
        /// Columns of the highest rank are left out first. Rank 0 always stays.
        let rank: Int
        /// One for each row.
        var texts: [String]

        fileprivate var width: Int { max(title.count, texts.lazy.map(\.count).max() ?? 0) }
    }

    private(set) var columns: [Column] = []
    private let count: Int

    /// A table of `count` rows, without columns.
    package init(rows count: Int) { self.count = count }

    /// Adds a column of words, one for each row.
    package mutating func add(_ title: String, rank: Int, _ texts: [String]) {
        append(Column(title: title, alignment: .left, rank: rank, texts: texts))
    }

    /// Adds a column of numbers, one for each row.
    package mutating func add(number title: String, rank: Int, _ texts: [String]) {
        append(Column(title: title, alignment: .right, rank: rank, texts: texts))
    }

    private mutating func append(_ column: Column) {
        precondition(column.texts.count == count, "\(column.texts.count) values for a table of \(count) rows")
        columns.append(column)
    }

    /// The table and, if columns are missing, a line about them.
    ///
    /// - Parameter width: Characters a line; nil for unlimited width.
    package func text(width: Int? = Terminal.width) -> String {
        let (kept, dropped) = fitted(width)
        let rows = (0..<count).map { row in kept.map { $0.texts[row] } }
        let table = TextTable<[String]> { row in
            zip(kept, row).map { column, text in Cell(column.title <- text, align: column.alignment) }
        }
        var body = (table.string(for: rows) ?? "").trimmingCharacters(in: .newlines)
        if rows.isEmpty { body = kept.map(\.title).joined(separator: " ") }
        guard let width, !dropped.isEmpty else { return body }
        let note =
            "Left out at \(width) columns: \(dropped.map(\.title).joined(separator: ", ")). A wider terminal and --json "
            + "have them."
        return body + "\n" + Format.wrapped(note, width: width)
    }

    /// The columns that fit, in order, and the others.
    package func fitted(_ width: Int?) -> (kept: [Column], dropped: [Column]) {
        guard let width else { return (columns, []) }
        var kept = Array(columns.indices)
        func total() -> Int { kept.reduce(0) { $0 + columns[$1].width + 1 } - 1 }
        while total() > width, let place = kept.indices.max(by: { columns[kept[$0]].rank <= columns[kept[$1]].rank }),
            columns[kept[place]].rank > 0
        {
            kept.remove(at: place)
        }
        var result = kept.map { columns[$0] }
        let excess = total() - width
        if excess > 0, let widest = result.indices.max(by: { result[$0].width < result[$1].width }) {
            let room = max(result[widest].width - excess, 4)
            let column = result[widest]
            result[widest] = Column(
                title: Format.cut(column.title, room), alignment: column.alignment, rank: column.rank,
                texts: column.texts.map { Format.cut($0, room) })
        }
        return (result, columns.indices.filter { !kept.contains($0) }.map { columns[$0] })
    }
}
