/// The style of charts: eight colours that the colour-blind can tell apart, on light and dark backgrounds, and black on
/// white in print.
package enum ChartStyle {
    /// The number of series colours before they repeat.
    static let colours = 8
    /// The number of colour steps along a trace.
    static let traceSteps = 10

    private static let light = ["2563eb", "c2570c", "15803d", "9333ea", "be185d", "0e7490", "7c7a0a", "6b7280"]
    private static let dark = ["6ea8fe", "f5a352", "58c77a", "c58af9", "f57fb0", "4fc3d9", "c5c04a", "a3abb5"]
    private static let trace = [
        "3b6fe0", "5f66e0", "8158d6", "a04bc6", "bb41b1", "d03c97", "e03f7a", "ea4d5c", "ee633d", "eb7c1e",
    ]

    private static func variables(ink: String, soft: String, faint: String, paper: String, _ colours: [String])
        -> String
    {
        let series = colours.enumerated().map { "--c\($0):#\($1);" }.joined()
        return "svg.chart{--ink:#\(ink);--soft:#\(soft);--faint:#\(faint);--paper:#\(paper);\(series)}"
    }

    /// The CSS rules for `svg.chart` and its contents.
    package static let css: String = {
        let lightVariables = variables(ink: "1b1f24", soft: "57606a", faint: "dde2e8", paper: "ffffff", light)
        let darkVariables = variables(ink: "e6edf3", soft: "9aa5b1", faint: "30363d", paper: "14181d", dark)
        let series = (0..<colours).map { ".f\($0){fill:var(--c\($0))}.s\($0){stroke:var(--c\($0))}" }.joined()
        let traces = trace.enumerated().map { ".t\($0){stroke:#\($1)}" }.joined()
        return """
            \(lightVariables)
            @media (prefers-color-scheme:dark){\(darkVariables)}
            @media print{\(lightVariables)svg.chart{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
            svg.chart{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:var(--ink)}
            .paper{fill:var(--paper)}.heading{font-size:16px;font-weight:600}
            .soft{fill:var(--soft)}.small{font-size:11px}.strong{font-weight:600}.on{fill:var(--paper)}
            .label{paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round}
            .grid{stroke:var(--faint);stroke-width:1}.axis{stroke:var(--soft);stroke-width:1}
            .curve{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
            .thin{fill:none;stroke-width:1.2;stroke-opacity:.55}
            .front{fill:none;stroke:var(--ink);stroke-width:1.5;stroke-dasharray:5 4;stroke-opacity:.8}
            .roof{fill:none;stroke:var(--ink);stroke-width:1.8}.roof-minor{fill:none;stroke:var(--soft);stroke-width:1.2}
            .mark{stroke:var(--paper);stroke-width:1}.hollow{fill:var(--paper);stroke-width:1.9}
            .leader{fill:none;stroke:var(--soft);stroke-width:1}.stem{fill:none;stroke-width:1.2;stroke-dasharray:1.5 2.5}.ring{fill:none;stroke:var(--ink);stroke-width:1.6}
            .dots{fill:none;stroke-width:3.4;stroke-linecap:round;stroke-opacity:.45}.dim{fill-opacity:.75}
            .cell{fill:var(--c0)}.cell-line{fill:none;stroke:var(--faint)}
            .edge{fill:none;stroke-width:1;stroke-opacity:.45}
            .trace{fill:none;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
            \(series)\(traces)
            """
    }()

    package static func fill(_ series: Int) -> String { "f\(series % colours)" }
    package static func stroke(_ series: Int) -> String { "s\(series % colours)" }
}
