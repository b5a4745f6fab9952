/// A table of a page. The first column stays in view while the others scroll.
package struct HTMLTable {
    /// The origin of a column's numbers, if the page shows it.
    package enum Origin: String {
        case unmarked = ""
        /// Published in a paper.
        case paper
        /// Measured on this machine.
        case measured
    }

    package struct Column {
        package var title: String
        package var isNumber: Bool
        package var origin: Origin

        package init(title: String, isNumber: Bool, origin: Origin = .unmarked) {
            self.title = title
            self.isNumber = isNumber
            self.origin = origin
        }
    }

    package var caption: String?
    package var columns: [Column]
    package var rows: [[String]]

    package init(caption: String? = nil, columns: [Column], rows: [[String]]) {
        self.caption = caption
        self.columns = columns
        self.rows = rows
    }

    /// A table of `count` rows. Columns are appended to it.
    package init(rows count: Int) {
        self.init(columns: [], rows: Array(repeating: [], count: count))
    }

    /// Adds a column of texts, one for each row.
    package mutating func append(_ title: String, _ texts: [String], isNumber: Bool = false) {
        columns.append(Column(title: title, isNumber: isNumber))
        for (index, text) in texts.enumerated() { rows[index].append(text) }
    }

    /// Adds a column of numbers in one format, one for each row.
    package mutating func append(
        _ title: String, _ values: [Double?], _ quantity: Quantity = .number, hasUnits: Bool = true,
        origin: Origin = .unmarked
    ) {
        let format = NumberColumn(values.compactMap { $0 }, hasUnits: hasUnits)
        columns.append(
            Column(title: format.title(title, isBytes: quantity == .bytes), isNumber: true, origin: origin))
        for (index, value) in values.enumerated() { rows[index].append(format.text(value)) }
    }

    /// Adds a column of numbers with `digits` digits after the point.
    package mutating func append(_ title: String, _ values: [Double], digits: Int) {
        append(title, values.map { NumberText.grouped($0, digits) }, isNumber: true)
    }

    package func html() -> String {
        func cells(_ row: [String], _ tag: String) -> String {
            zip(columns, row).map { column, text in
                let classes = [column.isNumber ? "n" : "", column.origin.rawValue].filter { !$0.isEmpty }
                    .joined(separator: " ")
                return Markup.element(tag, classes.isEmpty ? [] : [("class", classes)], Markup.escaped(text))
            }.joined()
        }
        let head = "<thead><tr>" + cells(columns.map(\.title), "th") + "</tr></thead>"
        let body = rows.map { "<tr>" + cells($0, "td") + "</tr>" }.joined(separator: "\n")
        // Outside of the scrolling part, so that the whole caption stays readable.
        let caption = caption.map { "<h3 class=\"caption\">\(Markup.escaped($0))</h3>\n" } ?? ""
        return "\(caption)<div class=\"scroll\" tabindex=\"0\"><table>\(head)<tbody>\n\(body)\n</tbody></table></div>\n"
    }
}
