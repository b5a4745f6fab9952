import SwiftletModelZoo
import SwiftletReports

/// Networks side by side: published accuracy, cost on paper, and time on this machine.
public struct Comparison: Sendable, Codable {
    public struct Network: Sendable, Codable {
        public var name: String
        public var family: String
        /// Published accuracy on ImageNet-1k's validation set for this input size, in per cent; nil if unpublished.
        public var top1: Double?
        /// How the weights of ``top1`` were trained.
        public var recipe: WeightsEntry.Recipe
        /// For weights of a modern recipe: a plain recipe's accuracy; nil if unpublished.
        public var plainTop1: Double?
        public var complexity: Complexity
        /// Nil if not measured.
        public var timing: NetworkTiming?

        public init(
            _ name: String, family: String, top1: Double?, recipe: WeightsEntry.Recipe = .plain,
            plainTop1: Double? = nil, complexity: Complexity, timing: NetworkTiming? = nil
        ) {
            self.name = name
            self.family = family
            self.top1 = top1
            self.recipe = recipe
            self.plainTop1 = plainTop1
            self.complexity = complexity
            self.timing = timing
        }
    }

    /// The machine's limits, for the roofline.
    public struct Roof: Sendable, Codable {
        public var peakGigaflops: Double
        public var ceilings: [RooflineChart.Ceiling]

        public init(peakGigaflops: Double, ceilings: [RooflineChart.Ceiling]) {
            self.peakGigaflops = peakGigaflops
            self.ceilings = ceilings
        }
    }

    public var networks: [Network]
    /// Nil without measurements.
    public var roof: Roof?
    /// The measured quantity and the method; nil without measurements.
    public var measurement: String?

    public init(_ networks: [Network], roof: Roof? = nil, measurement: String? = nil) {
        self.networks = networks
        self.roof = roof
        self.measurement = measurement
    }

    /// The Pareto front of the networks of known accuracy: no other is at most as costly and at least as accurate.
    public func front(_ cost: (Network) -> Double?) -> [Network] {
        paretoFront(networks.filter { $0.top1 != nil && cost($0) != nil }, cost: { cost($0) ?? .nan }) {
            $0.top1 ?? .nan
        }
    }

    /// Whether every network was timed.
    public var isMeasured: Bool { !networks.isEmpty && networks.allSatisfy { $0.timing != nil } }
}

/// A network's times on this machine.
public struct NetworkTiming: Sendable, Codable {
    /// A step of the engine: one layer, or several fused ones.
    public struct Step: Hashable, Sendable, Codable {
        public var name: String
        public var group: LayerGroup
        public var flops: Int
        /// Bytes read and written, with the weights.
        public var bytes: Int
        public var milliseconds: Double

        public init(name: String, group: LayerGroup, flops: Int, bytes: Int, milliseconds: Double) {
            self.name = name
            self.group = group
            self.flops = flops
            self.bytes = bytes
            self.milliseconds = milliseconds
        }

        /// FLOPs per byte.
        public var intensity: Double { bytes == 0 ? 0 : Double(flops) / Double(bytes) }
        public var gigaflops: Double { milliseconds > 0 ? Double(flops) / (milliseconds * 1e6) : 0 }
    }

    public var milliseconds: Double
    /// Milliseconds of each kind of layer.
    public var byGroup: [LayerGroup: Double]
    public var steps: [Step]

    public init(milliseconds: Double, byGroup: [LayerGroup: Double], steps: [Step]) {
        self.milliseconds = milliseconds
        self.byGroup = byGroup
        self.steps = steps
    }
}
