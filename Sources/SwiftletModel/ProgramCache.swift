import SwiftletEngine
import SwiftletGraphs
import SwiftletTensors
import Synchronization

/// The programs that a model was compiled to lately, each for one input shape and one output.
final class ProgramCache: Sendable {
    struct Key: Hashable, Sendable {
        let input: Shape
        let output: String
    }

    /// The most programs that are kept: each holds the network's weights packed.
    static let capacity = 4

    /// The one used last at the end.
    private let programs = Mutex<[(key: Key, program: Program)]>([])

    /// The program of the key, compiled by `compile` if there is none. Who asks for one while another is being compiled
    /// waits.
    func program(_ key: Key, compile: () throws(ModelError) -> Program) throws(ModelError) -> Program {
        let result: Result<Program, ModelError> = programs.withLock { programs in
            if let index = programs.firstIndex(where: { $0.key == key }) {
                let found = programs.remove(at: index)
                programs.append(found)
                return .success(found.program)
            }
            do throws(ModelError) {
                let program = try compile()
                if programs.count == Self.capacity { programs.removeFirst() }
                programs.append((key, program))
                return .success(program)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
