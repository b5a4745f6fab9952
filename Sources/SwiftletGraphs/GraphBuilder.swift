import OrderedCollections
import SwiftletTensors

/// Collects the nodes of a graph while ``Value``'s layer methods write a network.
///
/// ``Graph/build(_:input:_:)`` makes a builder for a network in a closure. Make one yourself if the layers come from
/// elsewhere, such as a table or a file:
///
/// ```swift
/// let builder = GraphBuilder(name: "tiny")
/// var x = builder.input([1, 3, 32, 32])
/// for (i, channels) in [16, 32].enumerated() { x = x.conv("layers.\(i)", channels, kernel: 3, padding: 1).relu() }
/// x.globalAveragePool().linear("classifier", 10).output("logits")
/// let graph = try builder.finish()
/// ```
///
/// Layers need no `try`: the builder keeps the first error (a kernel larger than its map, groups that do not divide the
/// channels), goes on, and throws it from ``finish()``.
public final class GraphBuilder {
    private var graph: Graph
    private var scopes: [String] = []
    private var failure: GraphError?

    public init(name: String) {
        graph = Graph(name: name)
    }

    /// Adds an input, such as a picture: `[batch, channels, height, width]`.
    public func input(_ shape: Shape) -> Value {
        do throws(GraphError) {
            return Value(builder: self, id: try graph.appendInput(shape))
        } catch {
            failure = failure ?? error
            return Value(builder: self, id: graph.newValue(ValueType(shape, role: .input)))
        }
    }

    func shape(of id: ValueID) -> Shape { graph.shape(of: id) }

    /// Runs `body`. The paths of everything that it builds begin with `name`.
    public func scope<R>(_ name: String, _ body: () throws -> R) rethrows -> R {
        scopes.append(name)
        defer { scopes.removeLast() }
        return try body()
    }

    /// The full path of the module `name` in the current scope. An empty name stands for the scope itself.
    func path(_ name: String) -> String {
        (scopes + [name]).filter { !$0.isEmpty }.joined(separator: ".")
    }

    func append(_ operation: Operation, path: String, inputs: [Value], parameters: [(String, Parameter)] = []) -> Value
    {
        if inputs.contains(where: { $0.builder !== self }) {
            fail(TypeMismatch("it takes a value of another graph"), path: path, operation: operation)
            return Value(builder: self, id: graph.newValue(ValueType([1, 1, 1, 1])))
        }
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

    /// The graph of everything that was built. Its outputs are the values marked with ``Value/output(_:)``, `logits` first.
    /// - Throws: ``GraphError`` for the first layer that cannot be built, and for a graph without an output.
    public func finish() throws(GraphError) -> Graph {
        if let failure { throw failure }
        guard !graph.outputs.isEmpty else { throw GraphError(place: graph.name, reason: "has no output") }
        var result = graph
        if let logits = result.outputs.removeValue(forKey: "logits") {
            result.outputs.updateValue(logits, forKey: "logits", insertingAt: 0)
        }
        return result
    }

    private func fail(_ mismatch: TypeMismatch, path: String, operation: Operation) {
        failure = failure ?? GraphError(place: graph.place(of: operation, path: path), reason: mismatch.reason)
    }
}

extension Graph {
    /// Writes a network over an input of the given shape, `[batch, channels, height, width]`.
    ///
    /// The value that `body` returns becomes the output `logits`. ``Value/output(_:)`` marks other outputs.
    /// - Throws: ``GraphError`` for the first layer that cannot be built.
    public static func build(_ name: String, input: Shape, _ body: (Value) throws(GraphError) -> Value)
        throws(GraphError)
        -> Graph
    {
        let builder = GraphBuilder(name: name)
        let result = try body(builder.input(input))
        guard result.builder === builder else {
            throw GraphError(place: name, reason: "returns a value of another graph")
        }
        result.output("logits")
        return try builder.finish()
    }
}
