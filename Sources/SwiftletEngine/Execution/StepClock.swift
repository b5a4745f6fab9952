/// What the steps of a run took: where one runs several times, all of them together.
final class StepClock {
    private var elapsed: [UInt64]
    private var last: UInt64 = 0

    init(steps: Int) {
        elapsed = Array(repeating: 0, count: steps)
    }

    func reset() {
        for step in elapsed.indices { elapsed[step] = 0 }
    }

    func start() { last = MonotonicClock.nanoseconds() }

    /// A step ended: what has passed since the last one is its own.
    func mark(_ step: Int) {
        let now = MonotonicClock.nanoseconds()
        elapsed[step] += now - last
        last = now
    }

    /// What each step took; never 0.
    var milliseconds: [Double] { elapsed.map { Double(max(1, $0)) / 1e6 } }
}
