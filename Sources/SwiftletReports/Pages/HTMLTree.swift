/// A tree in a page: rows of cells that fold without a script.
package struct HTMLTree {
    package struct Row {
        package var name: String
        /// Fainter text after the name; empty for none.
        package var note: String
        /// Whether the name is bold.
        package var isStrong: Bool
        /// The cells after the name.
        package var cells: [String]
        /// The length of the bar in the column ``HTMLTree/barColumn``, in 0…1.
        package var bar: Double
        package var children: [Row]

        package init(
            name: String, note: String = "", isStrong: Bool = false, cells: [String], bar: Double = 0,
            children: [Row] = []
        ) {
            self.name = name
            self.note = note
            self.isStrong = isStrong
            self.cells = cells
            self.bar = bar
            self.children = children
        }

        fileprivate var nameAndNote: String { note.isEmpty ? name : name + " " + note }
    }

    /// The headings of the names and the cells.
    package var titles: [String]
    /// The column with a bar before its text; nil for none. Names are column 0.
    package var barColumn: Int?
    package var root: Row

    package init(titles: [String], barColumn: Int? = nil, root: Row) {
        self.titles = titles
        self.barColumn = barColumn
        self.root = root
    }

    /// The longest bar, in em.
    private static let barLength = 2.2
    /// The indentation of a level, in em. Levels deeper than ``deepestIndent`` are not indented further.
    private static let indent = 0.9
    private static let deepestIndent = 12

    /// - Parameter depth: The number of levels that are open at first.
    package func html(depth: Int) -> String {
        let head = titles.map { "<span>\(Markup.escaped($0))</span>" }.joined()
        return "<div class=\"tree\" tabindex=\"0\"><div class=\"rows\" style=\"\(columnWidths())\">"
            + "<div class=\"row head\">\(head)</div>\n"
            + html(root, level: 0, depth: depth) + "</div></div>\n"
    }

    /// Columns are as wide as their longest text, so that no text is cut. The first column takes the remaining width.
    private func columnWidths() -> String {
        // Titles are bold.
        var widths = titles.map { TextMetrics.width($0, size: 1.15) }
        func widen(_ row: Row, level: Int) {
            for (index, text) in ([row.nameAndNote] + row.cells).enumerated() {
                let space =
                    index == 0 ? Self.indent(level) + 1.4 : index == barColumn ? Self.barLength + 0.4 : 0
                widths[index] = max(widths[index], TextMetrics.width(text, size: 1) + space)
            }
            for child in row.children { widen(child, level: level + 1) }
        }
        widen(root, level: 0)
        let columns = widths.map { NumberText.fixed(min($0, 24) + 0.3, 1) + "em" }
        return "--first:\(columns[0]);--rest:\(columns.dropFirst().joined(separator: " "))"
    }

    private static func indent(_ level: Int) -> Double { indent * Double(min(level, deepestIndent)) }

    private func html(_ row: Row, level: Int, depth: Int) -> String {
        let line = cells(row, level: level).map { "<span>\($0)</span>" }.joined()
        guard !row.children.isEmpty else { return "<div class=\"row leaf\">\(line)</div>\n" }
        let inner = row.children.map { html($0, level: level + 1, depth: depth) }.joined()
        let open = level < depth ? " open" : ""
        return "<details\(open)><summary class=\"row\">\(line)</summary>\n\(inner)</details>\n"
    }

    private func cells(_ row: Row, level: Int) -> [String] {
        let indent = NumberText.fixed(Self.indent(level), 1)
        let name = Markup.escaped(row.name)
        let note = row.note.isEmpty ? "" : " <span class=\"kind\">\(Markup.escaped(row.note))</span>"
        let first =
            "<span class=\"name\" style=\"margin-left:\(indent)em\">\(row.isStrong ? "<b>\(name)</b>" : name)\(note)</span>"
        var cells = [first] + row.cells.map(Markup.escaped)
        if let barColumn {
            let length = NumberText.fixed(Self.barLength * row.bar, 2)
            cells[barColumn] = "<i class=\"bar\" style=\"width:\(length)em\"></i>" + cells[barColumn]
        }
        return cells
    }
}
