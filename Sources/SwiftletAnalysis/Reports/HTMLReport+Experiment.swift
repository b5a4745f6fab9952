import SwiftletReports

extension HTMLReport {
    /// A page about one experiment: the question, the tables with the paper's numbers beside ours, the pictures.
    public static func experiment(_ report: ExperimentReport) -> String {
        experiments([report])
    }

    /// A page about several experiments.
    /// - Precondition: There is at least one.
    public static func experiments(_ reports: [ExperimentReport]) -> String {
        precondition(!reports.isEmpty, "a page about no experiment")
        let isSingle = reports.count == 1
        let first = reports[0].experiment
        var page = HTMLPage(
            title: isSingle ? first.title : "Experiments in efficient design",
            lead: isSingle
                ? first.question
                : "What papers say about efficient convolutional networks, beside what is counted and measured here.",
            footer: footer)
        for report in reports {
            var body = isSingle ? "" : HTMLPage.paragraph(report.experiment.question)
            let source = report.experiment.source
            body +=
                "<p class=\"note\">\(HTMLPage.link(source.paper, to: source.url)), "
                + "\(Markup.escaped(source.place)).</p>\n"
            if let unanswered = report.unanswered {
                body += HTMLPage.paragraph(unanswered, style: "unanswered")
            }
            body += report.tables.map { $0.html() }.joined()
            body += report.charts.map { $0.figure() }.joined()
            body += report.remarks.map { HTMLPage.paragraph($0) }.joined()
            if let measurement = report.measurement { body += HTMLPage.paragraph(measurement, style: "note") }
            page.sections.append(
                .init(title: isSingle ? "What the paper says, and what comes out" : report.experiment.title, body: body)
            )
        }
        return page.html()
    }
}

extension ResultTable {
    /// The table as a part of a page. The paper's numbers look different from ours.
    func html() -> String {
        let texts = texts
        return HTMLTable(
            caption: title,
            columns: columns.enumerated().map { index, column in
                HTMLTable.Column(
                    title: texts.titles[index], isNumber: rows.contains { $0[index].number != nil },
                    origin: column.origin == .paper ? .paper : column.origin == .measured ? .measured : .unmarked)
            },
            rows: texts.rows
        ).html()
    }
}
