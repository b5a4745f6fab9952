import Foundation
import Swiftlet
import Testing

@Suite struct AsyncTests {
    @Test func answersAreTheSame() async throws {
        let model = try await InferenceThreads.run { () throws(ModelError) in
            try Model(configuration: .init(threads: 1))
        }
        let path = Photographs.path("coffee.png")
        let bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
        let waited = { try model.classify(contentsOf: path) }
        #expect(try await model.classify(contentsOf: path) == waited())
        #expect(try await model.classify(bytes) == waited())
        let features = { try model.embed(contentsOf: path) }
        #expect(try await model.embed(contentsOf: path) == features())
        await #expect(throws: ModelError.self) { try await model.classify([1, 2, 3]) }
    }

    /// More tasks than there are threads, each of which blocks its thread: other tasks go on meanwhile.
    @Test func tasksGoOnWhileThreadsCompute() async {
        let count = 3 * EngineConfiguration.processors
        let ran = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<count {
                group.addTask {
                    await InferenceThreads.run {
                        Thread.sleep(forTimeInterval: 0.02)
                        return index >= 0
                    }
                }
            }
            var ran = 0
            for await result in group where result { ran += 1 }
            return ran
        }
        #expect(ran == count)
    }
}
