import Foundation
import Swiftlet

/// How many pictures callers on threads of their own get out of one program, beside a single caller.
struct Throughput {
    let tasks: Int
    let imagesPerSecond: Double
    /// Over the images a second of one caller.
    let speedup: Double

    /// Measures many callers and one in turns, a quarter of a second each, so that both find the machine alike.
    init(of program: Program, tasks: Int) throws {
        // Each caller has an arena of its own.
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

    /// Images a second: each caller runs until time is up, and counts by its own clock.
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

    /// Used by one thread, then, after it has ended, by another.
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
