import OrderedCollections
import Tensors

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
        if (try? checked(shape.extents)) == nil {
            fail(ShapeMismatch("an input of \(shape) is not possible"), path: "", operation: nil)
        }
        let id = newValue(shape)
        graph.inputs.append(id)
        return Value(builder: self, id: id)
    }

    func shape(of id: ValueID) -> Shape { graph.shapes[id.index] }

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
                    ShapeMismatch("\(key) is used as \(known.shape) and as \(parameter.shape)"),
                    path: path, operation: operation)
            }
            graph.parameters[key] = parameter
        }
        var shape: Shape = [1, 1, 1, 1]
        do throws(ShapeMismatch) {
            shape = try operation.outputShape(inputs.map(\.shape))
        } catch {
            fail(error, path: path, operation: operation)
        }
        let output = newValue(shape)
        graph.nodes.append(Node(path: path, operation: operation, inputs: inputs.map(\.id), output: output))
        return Value(builder: self, id: output)
    }

    func setOutput(_ name: String, _ value: ValueID) {
        graph.outputs[name] = value
    }

    func finish() throws(GraphError) -> Graph {
        if let failure { throw failure }
        return graph
    }

    private func newValue(_ shape: Shape) -> ValueID {
        graph.shapes.append(shape)
        return ValueID(graph.shapes.count - 1)
    }

    private func fail(_ mismatch: ShapeMismatch, path: String, operation: Operation?) {
        guard failure == nil else { return }
        let node = [path, operation.map { "(\($0.name))" } ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
        failure = GraphError(
            place: [graph.name, node].filter { !$0.isEmpty }.joined(separator: ", "), reason: mismatch.reason)
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
