import Swiftlet

/// A download's progress, on standard error if it is a terminal.
package struct DownloadProgress {
    private let clock = ContinuousClock()
    private var start: (time: ContinuousClock.Instant, bytes: Int64)?
    private var lastDrawn: ContinuousClock.Instant?

    /// - Parameter total: Nil until it is known.
    mutating func update(_ received: Int64, of total: Int64?) {
        guard Terminal.errorIsTerminal else { return }
        let now = clock.now
        let start = start ?? (now, received)
        self.start = start
        if let lastDrawn, now - lastDrawn < .milliseconds(100), received != total { return }
        lastDrawn = now
        // The bytes of an earlier attempt do not count for the speed.
        let speed = Double(received - start.bytes) / max(1e-3, (now - start.time) / .seconds(1))
        Terminal.note("\r\u{1B}[K" + Self.line(received, of: total, speed: speed, width: Terminal.errorWidth - 1))
    }

    /// The bar, the bytes received, the bytes a second and the remaining time.
    package static func line(_ received: Int64, of total: Int64?, speed: Double, width: Int) -> String {
        var parts = [NumberText.bytes(Int(received))]
        if let total { parts[0] += " of \(NumberText.bytes(Int(total)))" }
        parts.append("\(NumberText.bytes(Int(speed)))/s")
        if let total, total > received, speed >= 1 {
            parts.append(NumberText.duration(Double(total - received) / speed) + " left")
        }
        let text = Format.cut(parts.joined(separator: "  "), width)
        let room = min(30, width - text.count - 2)
        guard let total, total > 0, room >= 6 else { return text }
        return Format.bar(Double(received) / Double(total), width: room) + "▏ " + text
    }

    /// Removes the bar.
    func hide() {
        if lastDrawn != nil { Terminal.note("\r\u{1B}[K") }
    }
}
