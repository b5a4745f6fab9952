import _SwiftletLibC

/// How often a broken connection is tried again: with growing pauses, or those that the server asks for, and anew after every
/// mebibyte gained.
package struct Patience {
    /// Before the second attempt; it doubles each time.
    let pause: Duration
    private var failures = 0
    private var bestPosition: Int64 = 0

    static let attempts = 5

    /// No server makes a download wait for longer, whatever its `Retry-After`.
    package static let longestPause = Duration.seconds(60)

    init(pause: Duration) { self.pause = pause }

    /// Sleeps, and says whether there should be another attempt.
    /// - Parameter wanted: What the server asks for.
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
