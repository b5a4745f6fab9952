import SwiftletReports

/// Names that must not become markup, and the longest that a chart must bear.
package let hostileNames = [
    "</text><script>alert(1)</script>", "a & b < c > d \" e ' f", "]]>", "<!--", "\u{0}\u{1B}[31m\u{FFFE}", "\n\t",
    "é × 漢字 😀", "", String(repeating: "long ", count: 20_000),
]

/// How many elements of each kind a chart draws. Labels without room are left out, and grid lines make room for long ones:
/// neither is counted.
package func shapes(of chart: any Chart) throws -> [String: Int] {
    try XMLContents(chart.svg()).elements.filter { !["text", "title", "line"].contains($0.key) }
}

/// What is wrong with the file of a chart that has at least two texts.
package func faults(of chart: any Chart, width: Double) throws -> [String] {
    let svg = chart.svg(width: width)
    let contents = try XMLContents(svg)
    var faults: [String] = []
    func check(_ isRight: Bool, _ fault: String) {
        if !isRight { faults.append("\(type(of: chart)) at \(width): \(fault)") }
    }
    check(contents.elements["svg"] == 1, "not one svg")
    check(contents.elements["title", default: 0] >= 1, "no title")
    check(contents.elements["desc"] == 1, "no description")
    check(contents.elements["text", default: 0] >= 2, "no text")
    check(contents.attributes[0]["viewBox"]?.hasPrefix("0 0 \(Int(width)) ") == true, "another size")
    check(!svg.contains("nan"), "a coordinate that is not a number")
    return faults
}
