import OrderedCollections
import SwiftletTensors

/// Collects the nodes of a graph while a network is written out in ``Value``'s layer methods.
///
/// The first thing that cannot be (a kernel larger than its map, groups that do not divide the channels) is remembered
/// and thrown by ``Graph/build(_:input:_:)``; until then building goes on, so that layers need no `try`.
public final class GraphBuilder {
    private var graph: Graph
    private var scopes: [String] = []
    private var failure: GraphError?

    init(name: String) {
        graph = Graph(name: name)
    }

    /// A value from outside.
    func input(_ shape: Shape) -> Value {
        do throws(GraphError) {
            return Value(builder: self, id: try graph.appendInput(shape))
        } catch {
            failure = failure ?? error
            return Value(builder: self, id: graph.newValue(ValueType(shape, role: .input)))
        }
    }

    func shape(of id: ValueID) -> Shape { graph.shape(of: id) }

    /// Runs `body` with `name` added to the path of everything that it builds.
    public func scope<R>(_ name: String, _ body: () throws -> R) rethrows -> R {
        scopes.append(name)
        defer { scopes.removeLast() }
        return try body()
    }

    /// The full path of a module called `name` here. An empty name is the scope itself.
    func path(_ name: String) -> String {
        (scopes + [name]).filter { !$0.isEmpty }.joined(separator: ".")
    }

    func append(_ operation: Operation, path: String, inputs: [Value], parameters: [(String, Parameter)] = []) -> Value
    {
        for (key, parameter) in parameters {
            if let known = graph.parameters[key], known != parameter {
                fail(
                    TypeMismatch("\(key) is used as \(known.shape) and as \(parameter.shape)"),
                    path: path, operation: operation)
            }
            graph.parameters[key] = parameter
        }
        let output: ValueID
        do throws(GraphError) {
            output = try graph.append(operation, path: path, inputs: inputs.map(\.id))
        } catch {
            failure = failure ?? error
            output = graph.newValue(ValueType([1, 1, 1, 1]))
        }
        for (key, parameter) in parameters where (try? checked(parameter.shape.extents)) == nil {
            fail(TypeMismatch("\(key) would have no elements, or too many"), path: path, operation: operation)
        }
        return Value(builder: self, id: output)
    }

    func setOutput(_ name: String, _ value: ValueID) {
        graph.outputs[name] = value
    }

    func finish() throws(GraphError) -> Graph {
        if let failure { throw failure }
        return graph
    }

    private func fail(_ mismatch: TypeMismatch, path: String, operation: Operation) {
        failure = failure ?? GraphError(place: graph.place(of: operation, path: path), reason: mismatch.reason)
    }
}

extension Graph {
    /// Writes out a network over an input of the given shape, `[batch, channels, height, width]`.
    ///
    /// What `body` returns becomes the output `logits`; other outputs are marked with ``Value/output(_:)``.
    /// - Throws: ``GraphError`` for the first layer that cannot be.
    public static func build(_ name: String, input: Shape, _ body: (Value) throws(GraphError) -> Value)
        throws(GraphError)
        -> Graph
    {
        let builder = GraphBuilder(name: name)
        let result = try body(builder.input(input))
        result.output("logits")
        var graph = try builder.finish()
        // `logits` comes first however many others were marked on the way.
        let logits = graph.outputs.removeValue(forKey: "logits")!
        graph.outputs.updateValue(logits, forKey: "logits", insertingAt: 0)
        return graph
    }
}
