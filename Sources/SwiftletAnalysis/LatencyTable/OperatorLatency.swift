import SwiftletEngine
import SwiftletGraphs
import SwiftletModelZoo
import SwiftletTensors

/// One entry of a table of latencies: an operator, or a block of a search space, and what it takes by itself.
public struct OperatorLatency: Hashable, Sendable {
    /// What is measured.
    public struct Operator: Hashable, Sendable {
        /// `convolution`, `max pool`, …; `inverted residual` of a search space.
        public let operation: String
        public let input: Shape
        public let output: Shape
        public let kernel: Size?
        public let stride: Size?
        public let groups: Int?
        /// The ratio of an inverted residual.
        public let expansion: Int?
        public let squeezesAndExcites: Bool?
        public let activation: String?
    }

    public let `operator`: Operator
    public let parameters: Int
    public let macs: Int
    /// Of the runs: the median and the least.
    public let milliseconds: Double
    public let leastMilliseconds: Double
    /// The network's layers that are like this one; empty for a search space.
    public let layers: [String]
}

/// A table of latencies, such as architecture searches add up instead of measuring each candidate.
///
/// Each entry is compiled and timed as a network of its own, with its data in the caches. The engine fuses layers that follow
/// one another, so that a network takes less than the sum of its layers; blocks are fused in their entry as they are in
/// a network.
public struct LatencyTable: Hashable, Sendable {
    /// What the entries are of.
    public enum Kind: String, Hashable, Sendable, Codable {
        case network, space
    }

    /// Changes whenever a table of an older version would be misread.
    public static let currentVersion = 1

    public let kind: Kind
    /// The network or the search space.
    public let name: String
    /// The name of the processor's model.
    public let processor: String
    public let threads: Int
    public let instructionSet: InstructionSet
    public let entries: [OperatorLatency]
    /// Layers of the network that have no entry: the engine folds or elides them, or they join several maps.
    public let omitted: [String]

    /// Measures every different operator of a network. Compiles the whole network first, which tells the layers that the
    /// engine computes.
    ///
    /// - Parameter progress: Is told how many of how many entries there are.
    /// - Throws: ``AnalysisError`` if the network or an operator cannot be compiled or the system gives no more threads.
    public init(
        of graph: Graph, configuration: EngineConfiguration, progress: (Int, Int) -> Void = { _, _ in }
    ) throws(AnalysisError) {
        let whole = try ProfiledNetwork.compile(graph, configuration)
        let (complexity, computed) = (whole.complexity, whole.computedLayers)
        var order: [OperatorLatency.Operator] = []
        var nodes: [OperatorLatency.Operator: (graph: Graph, layers: [Int])] = [:]
        var omitted: [String] = []
        for (i, node) in graph.nodes.enumerated() {
            let layer = complexity.layers[i]
            guard computed.contains(i), let single = graph.single(node) else {
                omitted.append(layer.name)
                continue
            }
            let key = OperatorLatency.Operator(layer)
            if nodes[key] == nil {
                order.append(key)
                nodes[key] = (single, [])
            }
            nodes[key]!.layers.append(i)
        }
        var entries: [OperatorLatency] = []
        for (done, key) in order.enumerated() {
            let (single, layers) = nodes[key]!
            let network = try ProfiledNetwork.compile(single, configuration)
            // What makes a second input comes before the operator.
            let helpers = single.nodes.count - 1
            let time = try network.time { step in !step.nodes.contains { $0 < helpers } }
            let layer = complexity.layers[layers[0]]
            entries.append(
                OperatorLatency(
                    operator: key, parameters: layer.parameters, macs: layer.macs, milliseconds: time.median,
                    leastMilliseconds: time.least, layers: layers.map { complexity.layers[$0].name }))
            progress(done + 1, order.count)
        }
        kind = .network
        name = graph.name
        processor = Machine.current.processor
        threads = configuration.threads
        instructionSet = try configuration.measuredSet()
        self.entries = entries
        self.omitted = omitted
    }

    /// Measures every block of a search space.
    public init(
        of space: SearchSpace, configuration: EngineConfiguration, progress: (Int, Int) -> Void = { _, _ in }
    ) throws(AnalysisError) {
        var entries: [OperatorLatency] = []
        let blocks = space.blocks
        for (done, block) in blocks.enumerated() {
            let graph: Graph
            do {
                graph = try block.graph()
            } catch {
                throw AnalysisError(place: error.place, reason: error.reason)
            }
            let network = try ProfiledNetwork.compile(graph, configuration)
            let time = try network.time { _ in true }
            let complexity = network.complexity
            entries.append(
                OperatorLatency(
                    operator: OperatorLatency.Operator(
                        operation: "inverted residual", input: complexity.input,
                        output: complexity.layers.last?.output ?? [], kernel: Size(square: block.kernel),
                        stride: Size(square: block.stride), groups: nil, expansion: block.expansion,
                        squeezesAndExcites: block.squeezes, activation: block.activation.name),
                    parameters: complexity.parameters, macs: complexity.macs, milliseconds: time.median,
                    leastMilliseconds: time.least, layers: []))
            progress(done + 1, blocks.count)
        }
        kind = .space
        name = space.rawValue
        processor = Machine.current.processor
        threads = configuration.threads
        instructionSet = try configuration.measuredSet()
        self.entries = entries
        omitted = []
    }
}

extension OperatorLatency.Operator {
    init(_ layer: LayerComplexity) {
        self.init(
            operation: layer.operation, input: layer.input, output: layer.output, kernel: layer.window?.kernel,
            stride: layer.window?.stride, groups: layer.groups, expansion: nil, squeezesAndExcites: nil, activation: nil
        )
    }
}

extension EngineConfiguration {
    fileprivate func measuredSet() throws(AnalysisError) -> InstructionSet {
        if let instructionSet { return instructionSet }
        do {
            return try InstructionSet.selected()
        } catch {
            throw AnalysisError(place: error.place, reason: error.reason)
        }
    }
}

extension ProfiledNetwork {
    /// The sum over the steps that `counts` takes: of their medians, and of the least times.
    fileprivate func time(_ counts: (StepProfile) -> Bool) throws(AnalysisError) -> (median: Double, least: Double) {
        let first = try profile(runs: 1).reduce(0) { $0 + $1.milliseconds }
        // A twentieth of a second, but enough runs to have a median.
        let steps = try profile(runs: max(7, min(200, Int(50 / max(first, 1e-3))))).filter(counts)
        return (
            steps.reduce(0) { $0 + $1.milliseconds }, steps.reduce(0) { $0 + $1.leastMilliseconds }
        )
    }
}
