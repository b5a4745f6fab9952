import OrderedCollections
import SwiftletFormats
import SwiftletGraphs
import SwiftletTensors
import _SwiftletSystem

/// Translates a file's nodes into a graph, one after another.
///
/// It looks at every node separately, and at the nodes before it if the node may end an idiom. An idiom leaves nodes that nothing
/// reads. They are dropped at the end.
final class Translator {
    let file: String
    let proto: Onnx_GraphProto
    let nodes: [ONNXNode]
    /// The version of the operators.
    let opset: Int
    let tensors: TensorReader

    /// The graph so far, with its dead nodes. The index of a node's output is the node's index plus one.
    var graph: Graph
    var symbols: [String: Symbol] = [:]
    /// The node that writes a name.
    private(set) var producers: [String: Int] = [:]
    /// How many times nodes and outputs read a name.
    var readers: [String: Int] = [:]
    /// The name that an identity or a cast repeats.
    var aliases: [String: String] = [:]
    var parameters = ParameterTable()
    /// The node being translated.
    var node: ONNXNode
    /// The latest map of each size. A resize scales to the size of another map.
    var latestMaps: [Size: ValueID] = [:]
    /// The rows that ``resolved(_:)`` made, by the map that it flattened.
    var flattenedValues: [ValueID: ValueID] = [:]
    /// The maps that ``map(of:)`` made, by the rows they were.
    var maps: [ValueID: ValueID] = [:]
    /// The modules of the batch norms that have state-dict keys, by the keys' prefix.
    var normalizations: [String: String] = [:]
    /// Scale and shift of the values that ``affine(_:scale:shift:)`` made.
    var affines: [ValueID: Affine] = [:]
    /// The number of ``FeatureOrder``s so far.
    var featureOrders = 0
    /// The bytes of constants that ``made(_:)`` has admitted.
    var madeBytes = 0
    /// Several times the file's own tensors.
    var madeByteLimit: Int { 1 << 28 + 4 * tensors.byteCount }
    /// The first node whose translation is valid for this size of the input only.
    var fixedSizeNode: ONNXNode?

    init(_ model: Onnx_ModelProto, file: String, folder: FilePath?, byteCount: Int) throws(ONNXError) {
        self.file = file
        proto = model.graph
        tensors = TensorReader(file: file, folder: folder, byteCount: byteCount)
        guard model.hasGraph, !model.graph.node.isEmpty else {
            throw ONNXError(file: file, reason: "not an ONNX file, or one without a network")
        }
        let versions = model.opsetImport.filter { $0.domain.isEmpty || $0.domain == "ai.onnx" }.map(\.version)
        guard let version = versions.first, versions.count == 1, version >= 1, let opset = Int(exactly: version) else {
            throw ONNXError(file: file, reason: "has no version of its operators, or an impossible one")
        }
        self.opset = opset
        var nodes: [ONNXNode] = []
        for (i, node) in model.graph.node.enumerated() { nodes.append(try ONNXNode(node, index: i, file: file)) }
        self.nodes = nodes
        node = nodes[0]
        graph = Graph(name: Self.name(of: file))
        try checkNames()
    }

    /// The last component of the path, without `.onnx`.
    private static func name(of file: String) -> String {
        let last = file.split(separator: "/").last.map(String.init) ?? file
        let base = last.lowercased().hasSuffix(".onnx") ? String(last.dropLast(5)) : last
        return String(quoted(base).dropFirst().dropLast())
    }

    /// Collects the node that writes each name. A name is written once, before it is read.
    private func checkNames() throws(ONNXError) {
        var allowance = KeyAllowance()
        func admit(_ name: String, _ place: @autoclosure () -> String) throws(ONNXError) {
            if let reason = allowance.refusal(of: name) { throw ONNXError(file: file, place: place(), reason: reason) }
        }
        guard proto.sparseInitializer.isEmpty else { throw ONNXError(file: file, reason: "has sparse tensors") }
        for (i, tensor) in proto.initializer.enumerated() {
            try admit(tensor.name, "tensor \(i)")
            guard symbols.updateValue(.initializer(i), forKey: tensor.name) == nil, !tensor.name.isEmpty else {
                throw ONNXError(
                    file: file, place: "tensor \(quoted(tensor.name))",
                    reason: "has no name, or the name of another tensor")
            }
        }
        var known = Set(symbols.keys)
        for input in proto.input {
            try admit(input.name, "its inputs")
            known.insert(input.name)
        }
        for node in nodes {
            try admit(node.proto.name, node.place)
            for name in node.proto.input where !name.isEmpty {
                try admit(name, node.place)
                readers[name, default: 0] += 1
                guard known.contains(name) else {
                    throw node.error("reads \(quoted(name)), which nothing before it writes")
                }
            }
            for name in node.proto.output where !name.isEmpty {
                try admit(name, node.place)
                guard known.insert(name).inserted else {
                    throw node.error("writes \(quoted(name)), which exists already")
                }
                producers[name] = node.index
            }
        }
        for output in proto.output {
            try admit(output.name, "its outputs")
            readers[output.name, default: 0] += 1
            guard known.contains(output.name) else {
                throw ONNXError(
                    file: file, place: "output \(quoted(output.name))", reason: "no node writes it")
            }
        }
        guard !proto.output.isEmpty else { throw ONNXError(file: file, reason: "has no output") }
    }

    /// - Parameter isFinal: True reads the network for `size`. False reads it for the file's own size, and resizes its graph to
    ///   `size` afterwards.
    func translate(batch: Int, size: Size?, isFinal: Bool) throws(ONNXError) -> Translation {
        let wanted = try readInput(batch: batch, size: size, isFinal: isFinal)
        for node in nodes {
            self.node = node
            do throws(ONNXError) {
                try translateNode()
            } catch {
                for name in node.proto.output where !name.isEmpty { symbols[name] = .failure(error) }
            }
        }
        return try finish(input: wanted)
    }

    func error(_ reason: String) -> ONNXError { node.error(reason) }
}
