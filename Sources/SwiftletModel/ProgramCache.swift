import SwiftletEngine
import SwiftletGraphs
import SwiftletTensors
import Synchronization

/// A model's latest programs, each for one input shape and one output.
package final class ProgramCache: Sendable {
    package struct Key: Hashable, Sendable {
        let input: Shape
        let output: String

        package init(input: Shape, output: String) {
            self.input = input
            self.output = output
        }
    }

    /// A program that is being compiled. The compiling thread holds the lock until there is a result.
    private final class Compilation: Sendable {
        let result = Mutex<Result<Program, ModelError>?>(nil)
    }

    private enum Finding {
        case program(Program)
        case compilation(Compilation)
    }

    private struct State {
        /// The most recently used one is last.
        var programs: [(key: Key, program: Program)] = []
        var compilations: [Key: Compilation] = [:]
    }

    /// The most programs that are kept. Each holds the memory of its runs.
    package static let capacity = 4

    private let state = Mutex(State())

    package init() {}

    /// The program for the key. `compile` makes it if there is none.
    ///
    /// A caller waits for a program that is being compiled, and gets the program or the compilation's error. Callers
    /// for other keys do not wait.
    package func program(_ key: Key, compile: () throws(ModelError) -> Program) throws(ModelError) -> Program {
        switch find(key) {
        case .program(let program): return program
        case .compilation(let compilation):
            let result = compilation.result.withLock { result in
                if let known = result { return known }
                let new = Result { () throws(ModelError) in try compile() }
                result = new
                finish(key, new)
                return new
            }
            return try result.get()
        }
    }

    private func find(_ key: Key) -> Finding {
        state.withLock { state in
            if let index = state.programs.firstIndex(where: { $0.key == key }) {
                let found = state.programs.remove(at: index)
                state.programs.append(found)
                return .program(found.program)
            }
            let compilation = state.compilations[key] ?? Compilation()
            state.compilations[key] = compilation
            return .compilation(compilation)
        }
    }

    /// Keeps a program; after an error the next caller tries again.
    private func finish(_ key: Key, _ result: Result<Program, ModelError>) {
        state.withLock { state in
            state.compilations[key] = nil
            guard case .success(let program) = result else { return }
            if state.programs.count == Self.capacity { state.programs.removeFirst() }
            state.programs.append((key, program))
        }
    }
}
