/// A table of a page: the first column stays in view where the others scroll.
struct HTMLTable {
    struct Column {
        var title: String
        var isNumber: Bool
        /// A class of the page's style: where the numbers come from.
        var style = ""
    }

    var caption: String?
    var columns: [Column]
    var rows: [[String]]

    /// Adds a column of texts, one for each row.
    mutating func append(_ title: String, _ texts: [String]) {
        columns.append(Column(title: title, isNumber: false))
        for (index, text) in texts.enumerated() { rows[index].append(text) }
    }

    /// Adds a column of numbers in one format, one for each row.
    mutating func append(
        _ title: String, _ values: [Double?], _ quantity: Quantity = .number, hasUnits: Bool = true, style: String = ""
    ) {
        let format = NumberColumn(values.compactMap { $0 }, hasUnits: hasUnits)
        columns.append(
            Column(title: format.title(title, isBytes: quantity == .bytes), isNumber: true, style: style))
        for (index, value) in values.enumerated() { rows[index].append(format.text(value)) }
    }

    /// Adds a column of numbers with so many digits after the point.
    mutating func append(_ title: String, _ values: [Double], digits: Int) {
        columns.append(Column(title: title, isNumber: true))
        for (index, value) in values.enumerated() { rows[index].append(NumberText.grouped(value, digits)) }
    }

    func html() -> String {
        func cells(_ row: [String], _ tag: String) -> String {
            zip(columns, row).map { column, text in
                let classes = [column.isNumber ? "n" : "", column.style].filter { !$0.isEmpty }.joined(separator: " ")
                return Markup.element(tag, classes.isEmpty ? [] : [("class", classes)], Markup.escaped(text))
            }.joined()
        }
        let head = "<thead><tr>" + cells(columns.map(\.title), "th") + "</tr></thead>"
        let body = rows.map { "<tr>" + cells($0, "td") + "</tr>" }.joined(separator: "\n")
        // Outside of what scrolls: a caption is read whole.
        let caption = caption.map { "<h3 class=\"caption\">\(Markup.escaped($0))</h3>\n" } ?? ""
        return "\(caption)<div class=\"scroll\" tabindex=\"0\"><table>\(head)<tbody>\n\(body)\n</tbody></table></div>\n"
    }
}
