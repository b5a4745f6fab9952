import Foundation
import Swiftlet

/// The pictures a second of callers on separate threads that share one program, compared with a single caller.
struct Throughput {
    let tasks: Int
    let imagesPerSecond: Double
    /// Images a second divided by a single caller's.
    let speedup: Double

    /// Measures many callers and one in turns of a quarter of a second, so that both meet the same conditions.
    init(of program: Program, tasks: Int) throws {
        // Each caller has its own arena.
        try AvailableMemory.require(
            .saturatingProduct(program.arenaByteCount, tasks), by: program.name, for: "a run in each of \(tasks) tasks")
        self.tasks = tasks
        let picture = try MeasuredNetwork.picture(for: program)
        var (many, one): ([Double], [Double]) = ([], [])
        _ = try Self.burst(program, picture, tasks: tasks)
        for _ in 0..<8 {
            many.append(try Self.burst(program, picture, tasks: tasks))
            one.append(try Self.burst(program, picture, tasks: 1))
        }
        imagesPerSecond = Self.median(many)
        speedup = imagesPerSecond / Self.median(one)
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    /// Images a second. Each caller runs until the time is up, and counts by its own clock.
    private static func burst(_ program: Program, _ picture: [Float], tasks: Int) throws -> Double {
        let callers = (0..<tasks).map { _ in Caller(program, picture) }
        let group = DispatchGroup()
        for caller in callers {
            group.enter()
            let isStarted = DetachedThread.start {
                caller.run(for: .milliseconds(250))
                group.leave()
            }
            guard isStarted else {
                group.leave()
                group.wait()
                throw CommandError("the system gives no more threads")
            }
        }
        group.wait()
        return try callers.reduce(0) { try $0 + $1.imagesPerSecond.get() }
    }

    /// One thread uses it at a time: the next one starts after the last has ended.
    private final class Caller: @unchecked Sendable {
        private let program: Program
        private let picture: [Float]
        private(set) var imagesPerSecond: Result<Double, any Error> = .success(0)

        init(_ program: Program, _ picture: [Float]) {
            (self.program, self.picture) = (program, picture)
        }

        func run(for duration: Duration) {
            let start = ContinuousClock.now
            var runs = 0
            imagesPerSecond = Result {
                repeat {
                    try program.run { input in
                        input.fill(with: picture)
                    } read: { _ in
                    }
                    runs += 1
                } while ContinuousClock.now - start < duration
                return Double(runs * program.inputShape.batch) / ((ContinuousClock.now - start) / .seconds(1))
            }
        }
    }
}
