import SwiftletModelZoo
import SwiftletReports

/// Networks side by side: what each is known to get right, what it costs on paper, and what it takes here.
public struct Comparison: Sendable, Codable {
    public struct Network: Sendable, Codable {
        public var name: String
        public var family: String
        /// Published accuracy on ImageNet-1k's validation set in pictures of this input's size, in per cent; nil where
        /// nobody gives it.
        public var top1: Double?
        /// How the weights of ``top1`` were trained.
        public var recipe: WeightsEntry.Recipe
        /// Where they were trained by a modern recipe: what a plain one gives; nil where nobody says.
        public var plainTop1: Double?
        public var complexity: Complexity
        /// Nil where nothing was measured.
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

    /// What the machine can do, for the roofline.
    public struct Roof: Sendable, Codable {
        public var peakGigaflops: Double
        public var ceilings: [RooflineChart.Ceiling]

        public init(peakGigaflops: Double, ceilings: [RooflineChart.Ceiling]) {
            self.peakGigaflops = peakGigaflops
            self.ceilings = ceilings
        }
    }

    public var networks: [Network]
    /// Nil where nothing was measured.
    public var roof: Roof?
    /// What was measured and how; nil where nothing was.
    public var measurement: String?

    public init(_ networks: [Network], roof: Roof? = nil, measurement: String? = nil) {
        self.networks = networks
        self.roof = roof
        self.measurement = measurement
    }

    /// The networks of known accuracy that no other beats: none is as cheap or cheaper and as accurate or more.
    public func front(_ cost: (Network) -> Double?) -> [Network] {
        paretoFront(networks.filter { $0.top1 != nil && cost($0) != nil }, cost: { cost($0) ?? .nan }) {
            $0.top1 ?? .nan
        }
    }

    /// Whether every network was timed.
    public var isMeasured: Bool { !networks.isEmpty && networks.allSatisfy { $0.timing != nil } }
}

/// What a network takes on this machine.
public struct NetworkTiming: Sendable, Codable {
    /// What the engine runs at a time, a layer or several fused ones.
    public struct Step: Hashable, Sendable, Codable {
        public var name: String
        public var group: LayerGroup
        public var flops: Int
        /// Read and written, weights included.
        public var bytes: Int
        public var milliseconds: Double

        public init(name: String, group: LayerGroup, flops: Int, bytes: Int, milliseconds: Double) {
            self.name = name
            self.group = group
            self.flops = flops
            self.bytes = bytes
            self.milliseconds = milliseconds
        }

        /// FLOPs a byte.
        public var intensity: Double { bytes == 0 ? 0 : Double(flops) / Double(bytes) }
        public var gigaflops: Double { milliseconds > 0 ? Double(flops) / (milliseconds * 1e6) : 0 }
    }

    public var milliseconds: Double
    /// Milliseconds in layers of each kind.
    public var byGroup: [LayerGroup: Double]
    public var steps: [Step]

    public init(milliseconds: Double, byGroup: [LayerGroup: Double], steps: [Step]) {
        self.milliseconds = milliseconds
        self.byGroup = byGroup
        self.steps = steps
    }
}
