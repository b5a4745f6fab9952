import Foundation
import Swiftlet

/// The progress of long work, on standard error if it is a terminal.
package struct ProgressBar {
    private let total: Int
    private let unit: String
    private let isShown: Bool
    private let start = ContinuousClock.now
    private var lastDrawn: ContinuousClock.Instant?
    private var done = 0

    init(total: Int, unit: String) {
        self.total = total
        self.unit = unit
        isShown = Terminal.errorIsTerminal && total > 1
    }

    /// Removes the bar, so that a line can take its place.
    func hide() {
        if isShown, lastDrawn != nil { Terminal.note("\r\u{1B}[K") }
    }

    /// Counts finished pieces. Draws the bar if the last time was a while ago or `hide` removed it.
    mutating func advance(by count: Int, redraw: Bool) {
        done += count
        guard isShown else { return }
        let now = ContinuousClock.now
        if !redraw, let lastDrawn, now - lastDrawn < .milliseconds(100) { return }
        lastDrawn = now
        let seconds = max(1e-9, (now - start) / .seconds(1))
        Terminal.note(
            "\r\u{1B}[K"
                + Self.line(done: done, of: total, unit: unit, after: seconds, width: Terminal.errorWidth - 1))
    }

    /// The bar, the finished part, its speed and the remaining time. Parts without room are left out, the bar first.
    ///
    /// - Parameter unit: The counted unit: `images`, or `%` for a share.
    package static func line(done: Int, of total: Int, unit: String, after seconds: Double, width: Int) -> String {
        let rate = Double(done) / max(seconds, 1e-9)
        let counts = unit == "%" ? "\(done) %" : "\(done)/\(total)"
        let speed =
            unit == "%" || done == 0
            ? "" : rate >= 1 ? "\(Format.fixed(rate, 1)) \(unit)/s" : "\(Format.fixed(1 / rate, 1)) s each"
        let left = done == 0 || done >= total ? "" : NumberText.duration(Double(total - done) / rate) + " left"
        var parts = [counts, speed, left].filter { !$0.isEmpty }
        if parts.joined(separator: "  ").count > width { parts = [counts, left].filter { !$0.isEmpty } }
        let text = Format.cut(parts.joined(separator: "  "), width)
        let room = min(30, width - text.count - 2)
        guard room >= 6 else { return text }
        return Format.bar(Double(done) / Double(max(total, 1)), width: room) + "▏ " + text
    }
}
