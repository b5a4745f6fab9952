import _SwiftletLibC

/// Limits the attempts after a broken connection. Pauses grow, or are as long as the server asks for. Every mebibyte received
/// starts the count again.
package struct Patience {
    /// The pause before the second attempt. It doubles each time.
    let pause: Duration
    private var failures = 0
    private var bestPosition: Int64 = 0

    static let attempts = 5

    /// The longest pause, whatever the server's `Retry-After` asks for.
    package static let longestPause = Duration.seconds(60)

    init(pause: Duration) { self.pause = pause }

    /// Sleeps before another attempt; false if there should be none.
    /// - Parameters:
    ///   - position: The bytes received so far.
    ///   - wanted: The pause that the server asks for.
    mutating func allowsAnother(after position: Int64 = 0, pausing wanted: Duration? = nil) -> Bool {
        if position >= bestPosition + 1 << 20 {
            bestPosition = position
            failures = 0
        }
        failures += 1
        guard failures < Self.attempts else { return false }
        let own = pause * (1 << (failures - 1))
        let nanoseconds = Int64(max(own, min(wanted ?? .zero, Self.longestPause)) / .nanoseconds(1))
        var time = timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        nanosleep(&time, nil)
        return true
    }
}
