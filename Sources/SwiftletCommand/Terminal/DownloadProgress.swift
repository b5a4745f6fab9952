/// How far a download is, on standard error where that is a terminal.
struct DownloadProgress {
    private let clock = ContinuousClock()
    private var start: (time: ContinuousClock.Instant, bytes: Int64)?
    private var lastDrawn: ContinuousClock.Instant?

    /// - Parameter total: Nil as long as nobody knows.
    mutating func update(_ received: Int64, of total: Int64?) {
        guard Terminal.errorIsTerminal else { return }
        let now = clock.now
        let start = start ?? (now, received)
        self.start = start
        if let lastDrawn, now - lastDrawn < .milliseconds(100), received != total { return }
        lastDrawn = now
        // What an earlier attempt brought says nothing about the speed.
        let speed = Double(received - start.bytes) / max(1e-3, (now - start.time) / .seconds(1))
        var line = "\r\u{1B}[K"
        if let total, total > 0 {
            line += "\(Format.bar(Double(received) / Double(total), width: 30))▏ "
        }
        line += Format.bytes(Int(received))
        if let total { line += " of \(Format.bytes(Int(total)))" }
        Terminal.note(line + "  \(Format.bytes(Int(speed)))/s")
    }

    /// Takes the bar away.
    func hide() {
        if lastDrawn != nil { Terminal.note("\r\u{1B}[K") }
    }
}
