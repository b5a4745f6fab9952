import Foundation
import Swiftlet
import Synchronization
import Testing

/// Programs that a model keeps, and callers that ask for them at once.
@Suite struct ProgramCacheTests {
    private static func key(_ batch: Int) -> ProgramCache.Key {
        ProgramCache.Key(input: [batch, 3, 8, 8], output: "logits")
    }

    private static func program(_ batch: Int) throws(ModelError) -> Program {
        do {
            let graph = try Graph.build("tiny", input: [batch, 3, 8, 8]) { image throws(GraphError) in
                image.conv("conv", 4, kernel: 3, padding: 1).relu().globalAveragePool().linear("head", 2)
            }
            return try Program.compiled(
                graph, weights: Weights(randomFor: graph), output: "logits", configuration: .init(threads: 1))
        } catch let error as ModelError {
            throw error
        } catch {
            throw .input(network: "tiny", reason: "\(error)")
        }
    }

    private final class Counter: Sendable {
        let count = Atomic<Int>(0)
    }

    /// Runs `body` on a thread of its own, because it may wait.
    private static func onThread<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try body() }) }.start()
        }
    }

    /// One of the callers compiles, the others wait for that.
    @Test func oneCallerCompiles() async throws {
        let cache = ProgramCache()
        let compilations = Counter()
        let programs = try await withThrowingTaskGroup(of: Program.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    try await Self.onThread {
                        try cache.program(Self.key(1)) { () throws(ModelError) in
                            compilations.count.add(1, ordering: .relaxed)
                            // The others come meanwhile.
                            usleep(50_000)
                            return try Self.program(1)
                        }
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(compilations.count.load(ordering: .relaxed) == 1)
        #expect(programs.count == 6 && programs.allSatisfy { $0 === programs[0] })
    }

    /// A compilation that does not end holds up nobody who wants something else.
    @Test func othersAreNotHeldUp() async throws {
        let cache = ProgramCache()
        let (begun, isOver) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        async let slow = Self.onThread {
            try cache.program(Self.key(1)) { () throws(ModelError) in
                begun.signal()
                isOver.wait()
                return try Self.program(1)
            }
        }
        try await Self.onThread { begun.wait() }
        let other = try await Self.onThread {
            try cache.program(Self.key(2)) { () throws(ModelError) in try Self.program(2) }
        }
        #expect(other.inputShape.batch == 2)
        let again = try await Self.onThread {
            try cache.program(Self.key(2)) { () throws(ModelError) in
                throw .input(network: "tiny", reason: "compiled twice")
            }
        }
        #expect(again === other)
        isOver.signal()
        #expect(try await slow.inputShape.batch == 1)
    }

    @Test func anErrorIsNotKept() throws {
        let cache = ProgramCache()
        #expect(throws: ModelError.self) {
            try cache.program(Self.key(1)) { () throws(ModelError) in throw .input(network: "tiny", reason: "no") }
        }
        let program = try cache.program(Self.key(1)) { () throws(ModelError) in try Self.program(1) }
        #expect(program.inputShape.batch == 1)
    }

    @Test func theLastFewAreKept() throws {
        let cache = ProgramCache()
        var compilations = 0
        func ask(_ batch: Int) throws {
            _ = try cache.program(Self.key(batch)) { () throws(ModelError) in
                compilations += 1
                return try Self.program(batch)
            }
        }
        for batch in 1...ProgramCache.capacity { try ask(batch) }
        try ask(1)
        #expect(compilations == ProgramCache.capacity)
        // The one that nobody asked for longest goes.
        try ask(ProgramCache.capacity + 1)
        try ask(1)
        #expect(compilations == ProgramCache.capacity + 1)
        try ask(2)
        #expect(compilations == ProgramCache.capacity + 2)
    }

    /// A model's programs for several batches, and on other threads, take one packing.
    @Test func aModelsProgramsShareTheirWeights() throws {
        let model = try Model()
        try model.compile(batch: 1)
        let one = model.packed.byteCount
        for batch in [2, 4, 8] { try model.compile(batch: batch) }
        let single = model.with(threads: 1)
        try single.compile(batch: 1)
        #expect(one > 4_000_000 * 4)
        #expect(model.packed.byteCount == one)
    }
}
