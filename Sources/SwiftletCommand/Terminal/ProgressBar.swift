import Foundation

/// How far a long piece of work is, on standard error where that is a terminal.
struct ProgressBar {
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

    /// Takes the bar away, so that a line can be printed in its place.
    func hide() {
        if isShown, lastDrawn != nil { Terminal.note("\r\u{1B}[K") }
    }

    /// Counts finished pieces, and draws the bar if the last time was a while ago or `hide` took it away.
    mutating func advance(by count: Int, redraw: Bool) {
        done += count
        guard isShown else { return }
        let now = ContinuousClock.now
        if !redraw, let lastDrawn, now - lastDrawn < .milliseconds(100) { return }
        lastDrawn = now
        let seconds = max(1e-9, (now - start) / .seconds(1))
        let share = Double(done) / Double(total)
        Terminal.note(
            "\r\u{1B}[K\(Format.bar(share, width: 30))▏ \(done)/\(total)  "
                + "\(Format.fixed(Double(done) / seconds, 1)) \(unit)/s")
    }
}
