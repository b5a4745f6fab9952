import ChartChecks
import SwiftletReports
import Testing

@Suite struct PageTests {
    /// Parts of a page close every element: as XML they can be read strictly.
    private func contents(_ part: String) throws -> XMLContents { try XMLContents("<part>\(part)</part>") }

    @Test func treesNest() throws {
        let leaf = HTMLTree.Row(name: "leaf", note: "kind", cells: ["10 %", "a"], bar: 0.1)
        let block = HTMLTree.Row(
            name: "block", isStrong: true, cells: ["90 %", "b"], bar: 0.9, children: [leaf, leaf])
        let root = HTMLTree.Row(name: "root", isStrong: true, cells: ["100 %", "c"], bar: 1, children: [block, leaf])
        let tree = HTMLTree(titles: ["name", "share", "note"], barColumn: 1, root: root)
        for depth in 0...3 {
            let html = tree.html(depth: depth)
            let parsed = try contents(html.replacing("<details open>", with: "<details open=\"\">"))
            #expect(parsed.elements["details"] == 2 && parsed.elements["summary"] == 2)
            #expect(parsed.elements["b"] == 2 && parsed.elements["i"] == 5)
            #expect(html.ranges(of: "<details open>").count == min(depth, 2))
        }
        let html = tree.html(depth: 0)
        #expect(html.contains("<i class=\"bar\" style=\"width:2.20em\"></i>100 %"))
        #expect(html.contains("<i class=\"bar\" style=\"width:0.22em\"></i>10 %"))
        #expect(html.contains("margin-left:1.8em\">leaf <span class=\"kind\">kind</span>"))
    }

    /// However deep the tree, the last rows are still on the page.
    @Test func indentsEnd() {
        let tree = (0..<60).reduce(HTMLTree.Row(name: "leaf", cells: [])) { row, _ in
            HTMLTree.Row(name: "block", cells: [], children: [row])
        }
        let html = HTMLTree(titles: ["name"], root: tree).html(depth: 0)
        #expect(html.contains("margin-left:10.8em") && !html.contains("margin-left:11"))
    }

    @Test func tablesMarkTheOriginOfNumbers() throws {
        var table = HTMLTable(rows: 2)
        table.append("name", ["a", "b"])
        table.append("MACs", [5e6, nil])
        table.append("bytes", [2e6, 3e6], .bytes)
        table.append("ms", [1.5, 2.5], hasUnits: false, origin: .measured)
        table.append("ratio", [1.25, 1000], digits: 1)
        let html = table.html()
        for text in [
            "<th>name</th>", "<th class=\"n\">MACs (M)</th>", "<td class=\"n\">–</td>",
            "<th class=\"n\">bytes (MB)</th>",
            "<th class=\"n measured\">ms</th>", "<td class=\"n measured\">1.50</td>", "<td class=\"n\">1,000.0</td>",
        ] {
            #expect(html.contains(text), "\(text)")
        }
        #expect(try contents(html).elements["td"] == 10)
    }

    @Test(arguments: hostileNames)
    func hostileNamesStayText(_ name: String) throws {
        func elements(_ name: String) throws -> [String: Int] {
            var table = HTMLTable(caption: name, columns: [], rows: [[]])
            table.append(name, [name])
            let row = HTMLTree.Row(name: name, note: "k", cells: [name], children: [.init(name: name, cells: [name])])
            let choice = HTMLChoice(label: name, views: ["1", "2"].map { .init(title: name, body: $0) })
            let parts = [
                table.html(), HTMLTree(titles: [name, name], root: row).html(depth: 0), choice.html(),
                HTMLPage.paragraph(name, style: name), HTMLPage.link(name, to: "https://a/\(name)"),
            ]
            return try contents(parts.joined()).elements
        }
        #expect(try elements(name) == elements("plain"))
        let page = HTMLPage(
            title: name, lead: name, facts: [(name, name)], sections: [.init(title: name, body: "")], footer: name
        ).html()
        #expect(!page.contains("<script") && page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>\n"))
    }

    @Test(arguments: ["javascript:alert(1)", "data:text/html,x", "//a", "", " https://a", "file:///etc/passwd"])
    func onlyPagesOfTheWebAreLinked(_ address: String) {
        #expect(HTMLPage.link("text", to: address) == "text")
    }

    @Test func aChoiceOfOneIsNone() {
        #expect(HTMLChoice(label: "Show", views: [.init(title: "a", body: "<p>b</p>")]).html() == "<p>b</p>")
        #expect(HTMLChoice(label: "Show", views: []).html().isEmpty)
    }
}
