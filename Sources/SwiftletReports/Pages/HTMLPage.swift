/// A page in one file, with its style, without scripts, that fetches nothing. It reads well on a phone, on paper and in
/// the dark.
package struct HTMLPage {
    package struct Section {
        /// Also the entry in the table of contents, and the anchor.
        package var title: String
        package var body: String

        package init(title: String, body: String) {
            self.title = title
            self.body = body
        }
    }

    package var title: String
    /// A sentence or two below the title.
    package var lead: String
    /// The most important numbers, with their labels.
    package var facts: [(label: String, value: String)]
    package var sections: [Section]
    package var footer: String

    package init(
        title: String, lead: String, facts: [(label: String, value: String)] = [], sections: [Section] = [],
        footer: String
    ) {
        self.title = title
        self.lead = lead
        self.facts = facts
        self.sections = sections
        self.footer = footer
    }

    package func html() -> String {
        let contents = sections.enumerated().map { index, section in
            "<a href=\"#s\(index)\">\(Markup.escaped(section.title))</a>"
        }
        let figures = facts.map { fact in
            "<div><dt>\(Markup.escaped(fact.label))</dt><dd>\(Markup.escaped(fact.value))</dd></div>"
        }
        let bodies = sections.enumerated().map { index, section in
            "<section id=\"s\(index)\"><h2>\(Markup.escaped(section.title))</h2>\n\(section.body)</section>\n"
        }
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
            <link rel="icon" href="data:,">
            <title>\(Markup.escaped(title))</title>
            <style>
            \(PageStyle.css)
            \(HTMLChoice.css)
            \(ChartStyle.css)
            </style>
            </head>
            <body>
            <header>
            <h1>\(Markup.escaped(title))</h1>
            <p class="lead">\(Markup.escaped(lead))</p>
            \(figures.isEmpty ? "" : "<dl class=\"facts\">" + figures.joined() + "</dl>")
            \(contents.count > 1 ? "<nav aria-label=\"Contents\">" + contents.joined() + "</nav>" : "")
            </header>
            <main>
            \(bodies.joined())</main>
            <footer>\(Markup.escaped(footer))</footer>
            </body>
            </html>

            """
    }
}

extension HTMLPage {
    package static func paragraph(_ text: String, style: String? = nil) -> String {
        Markup.element("p", style.map { [("class", $0)] } ?? [], Markup.escaped(text)) + "\n"
    }

    /// A link, or only its text if the address is not a web page's.
    package static func link(_ text: String, to url: String) -> String {
        guard url.hasPrefix("https://") || url.hasPrefix("http://") else { return Markup.escaped(text) }
        return Markup.element("a", [("href", url), ("rel", "noreferrer")], Markup.escaped(text))
    }
}
