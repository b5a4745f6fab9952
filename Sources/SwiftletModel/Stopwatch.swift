/// Measures wall-clock time.
package enum Stopwatch {
    package static func milliseconds<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> (R, Double) {
        let start = ContinuousClock.now
        let result = try body()
        return (result, (ContinuousClock.now - start) / .milliseconds(1))
    }

    /// Rounded to a microsecond, the clock's accuracy.
    package static func rounded(_ milliseconds: Double) -> Double { (milliseconds * 1000).rounded() / 1000 }
}
