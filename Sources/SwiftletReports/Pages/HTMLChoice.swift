/// Several views of one thing. The page shows the chosen one, by its style alone, without a script. Browsers without
/// the feature show all. Paper shows the chosen one.
package struct HTMLChoice {
    package struct View {
        package var title: String
        package var body: String

        package init(title: String, body: String) {
            self.title = title
            self.body = body
        }
    }

    /// The most views that the page's style can tell apart.
    package static let most = 12

    /// The text before the choice.
    package var label: String
    package var views: [View]

    package init(label: String, views: [View]) {
        self.label = label
        self.views = views
    }

    /// - Precondition: There are at most ``most`` views.
    package func html() -> String {
        precondition(views.count <= Self.most, "\(views.count) views, of which a page can show \(Self.most)")
        guard views.count > 1 else { return views.map(\.body).joined() }
        let options = views.enumerated().map { index, view in
            "<option value=\"\(index)\">\(Markup.escaped(view.title))</option>"
        }
        let bodies = views.enumerated().map { index, view in "<div class=\"view v\(index)\">\(view.body)</div>\n" }
        return "<div class=\"choice\"><label>\(Markup.escaped(label)) <select autocomplete=\"off\">\(options.joined())"
            + "</select></label>\n\(bodies.joined())</div>\n"
    }

    /// The CSS rules that hide the other views.
    static let css: String = {
        let rules = (0..<most).map { ".choice:has(option[value=\"\($0)\"]:checked)>.view:not(.v\($0))" }
        return ".choice>label{display:none}@supports selector(:has(*)){.choice>label{display:block}"
            + rules.joined(separator: ",") + "{display:none}}@media print{.choice>label{display:none!important}}"
    }()
}
